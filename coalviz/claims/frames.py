"""Claims as tidy frames."""

from collections.abc import Iterable
from operator import attrgetter
from typing import Any

import pandas as pd


def frame(claims: Iterable[Any], columns: str, **called: str) -> pd.DataFrame:
    """Give a row for each claim: the attributes of these names, some of which are called otherwise.

    Examples
    --------
    >>> frame([1 + 2j], "real imaginary", imaginary="imag").values.tolist()
    [[1.0, 2.0]]
    """
    names = columns.split()
    values = [attrgetter(called.get(name, name)) for name in names]
    return pd.DataFrame([[value(claim) for value in values] for claim in claims], columns=names)
