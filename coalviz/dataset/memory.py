"""What was worked out from tables is kept with them."""

from collections.abc import Callable, Hashable
from functools import wraps
from typing import Any, TypeVar

Result = TypeVar("Result")


def kept(work_out: Callable[..., Result]) -> Callable[..., Result]:
    """Make a function of a dataset work each result out once, and keep it with the dataset."""

    @wraps(work_out)
    def remembered(dataset: Any, *arguments: Hashable) -> Result:
        key = (work_out.__module__, work_out.__name__, *arguments)
        if key not in dataset.memory:
            dataset.memory[key] = work_out(dataset, *arguments)
        return dataset.memory[key]

    return remembered
