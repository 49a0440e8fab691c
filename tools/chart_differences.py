"""Say in a few lines in which values two stored charts differ."""

import os

from deepdiff import DeepDiff

SHOWN = 10  # lines
WIDTH = 60  # characters of a value


def chart_differences(stored: dict, now: dict) -> list[str]:
    """Say in which values two charts differ, numbers before texts, at most ten of them.

    Examples
    --------
    >>> chart_differences({"data": [{"x": [44.8]}]}, {"data": [{"x": [44.9]}]})
    ['  data[0].x[0]: stored 44.8, now 44.9']
    """
    changes = DeepDiff(
        stored, now, view="tree", ignore_numeric_type_changes=True, threshold_to_diff_deeper=0
    )
    found = [
        (item.path(output_format="list"), item.t1, item.t2)
        for items in changes.values()
        for item in items
    ]
    found.sort(
        key=lambda change: (
            any(isinstance(value, str) for value in change[1:]),
            [(isinstance(step, int), step) for step in change[0]],
        )
    )
    lines = []
    for path, was, is_now in found[:SHOWN]:
        place = "".join(
            f"[{step}]" if isinstance(step, int) else f".{step}" for step in path
        ).lstrip(".")
        lines.append("  {}: stored {}, now {}".format(place, *in_short(was, is_now)))
    return lines + [f"  and {len(found) - SHOWN} more"] * (len(found) > SHOWN)


def in_short(one: object, other: object) -> tuple[str, str]:
    """Give two values as short texts; long ones begin shortly before the first difference."""
    texts = repr(one), repr(other)
    start = (
        max(0, len(os.path.commonprefix(texts)) - WIDTH // 3) if max(map(len, texts)) > WIDTH else 0
    )
    return tuple(
        "…" * (start > 0) + text[start : start + WIDTH] + "…" * (len(text) > start + WIDTH)
        for text in texts
    )
