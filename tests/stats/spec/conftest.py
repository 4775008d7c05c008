from __future__ import annotations

import pytest

from tests.stats.spec.page import Page


@pytest.fixture
def page() -> Page:
    return Page()
