"""The cases, a module a group. A case is {"name", "config"} and, where back ends disagree (README.md),

    "differs"  {back end: why}: computes something else
    "cannot"   {back end: why}: fails

Such a back end is left out; the values are TensorFlow's where it is PyTorch.
"""

import importlib
import json
from pathlib import Path

GROUPS = sorted(path.stem for path in Path(__file__).parent.glob("[a-z]*.py") if path.stem != "base")


def tables():
    """The list of cases by group; names are unique."""
    modules = {group: importlib.import_module(f"{__name__}.{group}") for group in GROUPS}
    found = {group: json.loads(json.dumps(list(module.cases()))) for group, module in modules.items()}  # as they are read back
    for group, cases in found.items():
        names = [case["name"] for case in cases]
        twice = {name for name in names if names.count(name) > 1}
        assert not twice, f"{group}: {twice}"
    return found
