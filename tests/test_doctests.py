"""The examples in the descriptions are run."""

import doctest
import importlib
import pkgutil

import pytest

import coalviz

MODULES = [
    "coalviz",
    *(f"coalviz.{module.name}" for module in pkgutil.iter_modules(coalviz.__path__)),
]


@pytest.mark.parametrize("name", MODULES)
def test_examples_hold(name, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)  # some of them write files
    assert doctest.testmod(importlib.import_module(name)).failed == 0


@pytest.mark.parametrize("name", coalviz.__all__)
def test_what_is_public_is_described(name):
    thing = getattr(coalviz, name)
    assert not callable(thing) or (thing.__doc__ or "").strip()
