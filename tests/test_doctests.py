"""The examples in the descriptions are run."""

import doctest
import importlib
import pkgutil

import pytest

import coalviz
import plotly_pptx

MODULES = [
    name
    for package in (coalviz, plotly_pptx)
    for name in (
        package.__name__,
        *(
            module.name
            for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}.")
        ),
    )
    if name != "coalviz.__main__"
]


OPENS_A_BROWSER = "coalviz.pictures"


@pytest.mark.parametrize(
    "name",
    [
        pytest.param(name, marks=pytest.mark.programs) if name == OPENS_A_BROWSER else name
        for name in MODULES
    ],
)
def test_examples_hold(name, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)  # some of them write files
    assert doctest.testmod(importlib.import_module(name)).failed == 0


@pytest.mark.parametrize("name", coalviz.__all__)
def test_what_is_public_is_described(name):
    thing = getattr(coalviz, name)
    assert not callable(thing) or (thing.__doc__ or "").strip()
