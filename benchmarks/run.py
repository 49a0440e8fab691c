"""Run all benchmarks, one after the other: ``make benchmarks``. Each prints its figures beside its budget."""

import subprocess
import sys
from pathlib import Path

if __name__ == "__main__":
    for script in sorted(Path(__file__).parent.glob("*.py")):
        if script.name != "run.py":
            subprocess.run([sys.executable, str(script), *sys.argv[1:]], check=True)
