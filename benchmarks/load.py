"""How long a million pledges take to load and check, against a bare ``read_csv`` of the same files.

``python benchmarks/load.py [rows]`` prints both times and their ratio, for amounts as round as in the news and
for amounts that all differ, and exits 1 when one is over the budget.
"""

import shutil
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import pandas as pd

import coalviz
from coalviz.dataset import DATA

BUDGET = 3.0


def write(folder: Path, rows: int, differing: bool) -> None:
    """Copy the tables, and put made-up pledges in the place of the pledges: some joint, vague, in kind, or totals."""
    for path in [*DATA.glob("*.csv"), DATA / "datapackage.json"]:
        shutil.copy(path, folder)
    choose = np.random.default_rng(2)
    parties = pd.read_csv(DATA / "parties.csv")["party_id"].tolist()
    donors = [
        " ".join(choose.choice(parties, size, replace=False)) for size in choose.integers(1, 5, 300)
    ]
    donors = choose.choice([*parties, *donors], rows)
    kinds = choose.choice(["stated", "silent", "in_kind"], rows, p=[0.6, 0.2, 0.2])
    stated, in_kind = kinds == "stated", kinds == "in_kind"
    days = pd.Series(pd.date_range("2014-01-01", "2024-02-02")).dt.strftime("%Y-%m-%d").to_numpy()
    dates = np.concatenate([days, "../" + days.astype(object), [""]])
    ids = np.array([f"p-{row}" for row in range(rows)], dtype=object)
    total = (
        np.arange(rows) % 100 == 99
    ) & stated  # a total contains the two rows before it, of its own donors
    for step in (1, 2):
        donors[np.roll(total, -step)] = donors[total]
    # as round as in the news: two or three digits and zeros
    round_ones = choose.integers(10, 1000, rows) * 10 ** choose.integers(3, 8, rows)
    amounts = choose.permutation(rows) + 10_000 if differing else round_ones
    table = pd.DataFrame(
        {
            "pledge_id": ids,
            "coalition_id": choose.choice(["it", "artillery", "drones", "tank"], rows),
            "donors": donors,
            "additional": "",
            "stage": choose.choice(["planned", "pledged", "committed", "delivered"], rows),
            "form": np.where(in_kind, "in_kind", "money"),
            "comparator": np.where(
                stated, choose.choice(["=", ">", ">=", "<", "<=", "~"], rows), ""
            ),
            "amount": np.where(stated, amounts.astype(str), ""),
            "currency": np.where(stated, choose.choice(["EUR", "USD", "GBP", "UAH"], rows), ""),
            "item": np.where(in_kind, "Licences, equipment", ""),
            "quantity": "",
            "announced": choose.choice(dates, rows),
            "includes": np.where(total, np.roll(ids, 1) + " " + np.roll(ids, 2), ""),
            "source_id": "babel-2024-02-02",
            "locator": "paragraph 1",
            "note": "",
        }
    )
    table.to_csv(folder / "pledges.csv", index=False)


def measured(rows: int, differing: bool) -> float:
    """Give how many times as long as reading alone the loading takes."""
    with tempfile.TemporaryDirectory() as name:
        write(Path(name), rows, differing)
        bare, checked = [], []
        for _ in range(5):  # in turns, so that a busy machine slows both
            start = time.perf_counter()
            tables = [pd.read_csv(path) for path in Path(name).glob("*.csv")]
            bare.append(time.perf_counter() - start)
            start = time.perf_counter()
            dataset = coalviz.load(name)
            checked.append(time.perf_counter() - start)
        assert max(map(len, tables)) == len(dataset.tables["pledges"]) == rows
    ratio = min(checked) / min(bare)
    print(
        f"{rows:,} pledges, {'all amounts different' if differing else 'round amounts'}: read_csv {min(bare):.2f} s,"
        f" coalviz.load {min(checked):.2f} s, ratio {ratio:.2f} (budget {BUDGET:g})"
    )
    return ratio


def main() -> int:
    """Measure both kinds of amounts."""
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    coalviz.load()  # imports and caches that every session pays once
    return int(max(measured(rows, differing) for differing in (False, True)) > BUDGET)


if __name__ == "__main__":
    sys.exit(main())
