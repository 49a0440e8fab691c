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


def examples_hold(name):
    return doctest.testmod(importlib.import_module(name)).failed == 0


@pytest.mark.parametrize("name", [name for name in MODULES if name != OPENS_A_BROWSER])
def test_examples_hold(name, folder):  # some of them write files
    assert examples_hold(name)


def test_examples_hold_where_a_browser_opens(draws):
    assert examples_hold(OPENS_A_BROWSER)


@pytest.mark.parametrize("name", coalviz.__all__)
def test_what_is_public_is_described(name):
    thing = getattr(coalviz, name)
    assert not callable(thing) or (thing.__doc__ or "").strip()
