"""How many worlds are made: some for each promise, three times as many in CI, or many more by `make worlds`."""

import os
import sys
from pathlib import Path

from hypothesis import HealthCheck, settings

sys.path.insert(0, str(Path(__file__).parent))
common = {"deadline": None, "suppress_health_check": list(HealthCheck), "derandomize": True}
settings.register_profile("quick", max_examples=15, **common)
settings.register_profile("test", max_examples=100, **common)
settings.register_profile("ci", max_examples=300, **common)
settings.register_profile(
    "many", max_examples=int(os.environ.get("WORLDS", 5_000)), **(common | {"derandomize": False})
)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "test"))
