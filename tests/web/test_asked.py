"""What a page is asked is read in one place, where no text holds what PostgreSQL cannot keep."""

from __future__ import annotations

import re
from pathlib import Path

from django.http import QueryDict

from weerklank.web.asked import field, fields

WEB = Path(__file__).parents[2] / "src" / "weerklank" / "web"


def test_a_field_is_read_without_nul_and_without_spaces_around_it() -> None:
    form = QueryDict("q=%00+een%00twee+&q=drie%00")
    assert field(form, "q") == "drie"
    assert fields(form, "q") == ["eentwee", "drie"]
    assert field(form, "other") == ""


def test_no_page_reads_a_field_as_it_came() -> None:
    raw = re.compile(r"request\.(GET|POST)(\.get|\.getlist|\[)")
    assert [path.name for path in WEB.rglob("*.py") if raw.search(path.read_text("utf-8"))] == []
