"""Pictures for the documentation: made by the tests that walk what they show, and small enough to keep."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Page

IMAGES = Path(__file__).parents[2] / "docs" / "images"
MOST_BYTES = 150_000


def picture(page: Page, name: str) -> None:
    """Keep what the page shows; only where it was asked for, so that a test does not change the repository."""
    made = page.screenshot(type="png")
    assert len(made) <= MOST_BYTES
    if os.environ.get("WEERKLANK_PICTURES"):
        (IMAGES / f"{name}.png").write_bytes(made)
