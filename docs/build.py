"""Make the pages that are made from something else: run by `make docs`, kept true by a test."""

from __future__ import annotations

import importlib
import os
import pkgutil
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.portal_settings")

import django

import weerklank
from tests.stats.spec.page import printed
from weerklank.cases.threats import threat_model
from weerklank.flow import Flow
from weerklank.releases.exporters import write_whole
from weerklank.terms.rules import all_rules

if TYPE_CHECKING:
    from enum import Enum

DOCS = Path(__file__).resolve().parent
FLOWS = """\
# States and moves

Every move that exists, drawn from the code. There are no others. This page is made by `make docs`.
"""

TABLE = re.compile("(?<=<!-- made -->\n).*?(?=<!-- until here -->)", re.DOTALL)
"""What is made of a page whose other words are written by hand."""
KEPT = """\
| what happens when it is over | kept after | for | source | sure |
|---|---|---|---|---|
"""
BEGINS = {
    "closed": "it is closed",
    "contact_last": "the last contact",
    "closed_with_measure": "it is closed with a measure or a claim",
    "measures_taken": "measures were taken",
    "decision_sent": "the decision (without one: closing)",
    "last_measure_ended": "the last measure has ended",
    "session_held": "the session",
    "story_decided": "the decision, or the withdrawal",
    "fieldwork_ended": "the fieldwork has ended",
    "scan_completed": "the scan",
    "recorded": "it was written",
}
"""From when on something is kept, in words."""


def flows() -> dict[str, Flow[Enum]]:
    """Return every flow of the product by module and name, in a stable order; a domain's own is in its states."""
    django.setup()
    found: dict[str, Flow[Enum]] = {}
    modules = (m.name for m in pkgutil.walk_packages(weerklank.__path__, "weerklank."))
    for module in sorted(modules, key=lambda name: (not name.endswith(".states"), name)):
        for name, value in vars(importlib.import_module(module)).items():
            if isinstance(value, Flow) and value not in found.values():
                found[f"{module}.{name}"] = value
    return found


def flow_page() -> str:
    """Return the page with a diagram for each flow."""
    drawn = [f"## {name}\n\n```mermaid\n{flow.mermaid()}\n```\n" for name, flow in flows().items()]
    return "\n".join([FLOWS, *drawn])


def keeping_page(page: str) -> str:
    """Return the page on how long what is kept, with the table of today."""
    rows = [
        f"| {rule.action['en']} | {BEGINS[rule.event]} | {rule.amount} | {rule.basis} | {rule.confidence} |\n"
        for rule in all_rules()
        if rule.regime.startswith("keep_")
    ]
    return TABLE.sub("".join([KEPT, *rows]).replace("1 years", "1 year"), page)


def pages() -> dict[Path, str]:
    """Return every page that is made, by where it stands."""
    return {
        DOCS / "flows.md": flow_page(),
        DOCS / "method" / "disclosure.md": printed(),
        DOCS / "retention.md": keeping_page((DOCS / "retention.md").read_text()),
        DOCS / "threat-model.md": threat_model(),
    }


def main() -> None:
    """Write every page."""
    for path, text in pages().items():
        write_whole(path, text)


if __name__ == "__main__":
    main()
