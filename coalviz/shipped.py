"""What comes with coalviz besides code: tables, notebooks, settings of JupyterLab."""

from pathlib import Path

HERE = Path(__file__).parent
_MARKS = {  # a file by which each folder is known
    "data": "datapackage.json",
    "notebooks": "1-pledges.ipynb",
    "jupyter": "voila.json",
}
CHECKOUT = {"data": "data", "notebooks": "notebooks", "jupyter": "tools/jupyter"}


def shipped_folder(name: str) -> Path:
    """Give the folder of what comes with coalviz: beside the code where it is installed, else in the checkout.

    Parameters
    ----------
    name : {"data", "notebooks", "jupyter"}

    Examples
    --------
    >>> (shipped_folder("data") / "pledges.csv").exists()
    True
    """
    installed = HERE / name  # a folder of that name which is another's is not taken for it
    return installed if (installed / _MARKS[name]).exists() else HERE.parent / CHECKOUT[name]
