"""The texts and tables that come with the product, as YAML beside the code that reads them. Pure."""

from __future__ import annotations

from importlib.resources import files
from typing import Any

import yaml

LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""The safe one, in C where PyYAML was built with it: every command and every server reads some thirty files."""


def packaged(package: str, name: str) -> Any:  # noqa: ANN401 - each reader knows the form of its file
    """Return what a file of a package says. It is ours: what a person wrote is read where faults are told."""
    text = files(package).joinpath(name).read_text(encoding="utf-8")
    return yaml.load(text, LOADER)  # noqa: S506 - a safe one, see above
