"""Honest charts of what news articles say of a coalition, and their way to a slide.

>>> import coalviz
>>> figure = coalviz.pledges_by_country(coalviz.load())
"""

from ast import ImportFrom, parse
from importlib import import_module
from pathlib import Path

__version__ = "0.1.0"

# what is exported, and from which module, stands once: in the stub, which editors read too
_STUB = parse(Path(__file__).with_suffix(".pyi").read_text(encoding="utf-8"))
_IMPORTS = [node for node in _STUB.body if isinstance(node, ImportFrom)]
_MODULE = {alias.name: node.module for node in _IMPORTS for alias in node.names}
__all__ = ["__version__", *_MODULE]


def __getattr__(name: str):
    # a module is imported when one of its names is first used, so that the import stays quick
    if name in _MODULE:
        return getattr(import_module(f"{__name__}.{_MODULE[name]}"), name)
    raise AttributeError(f"coalviz has no {name!r}")


def __dir__() -> list[str]:
    return __all__
