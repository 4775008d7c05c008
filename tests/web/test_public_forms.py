"""Whatever is sent to a public form, it is answered: a short run of `benchmarks/fuzz_forms.py`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.web.public_forms import WIRE, Door, sends, sent_before
from weerklank.cases.procedures import CONTACT, PROCEDURES

pytestmark = pytest.mark.django_db(databases=["default", "answers"])
CORPUS = sorted((Path(__file__).parents[1] / "vectors" / "forms").glob("*.json"))
BROKEN = 500


@pytest.fixture
def door() -> Door:
    return Door()


def test_every_form_that_anyone_may_send_is_found(door: Door) -> None:
    posted = {form.action for form in door.forms if form.method == "POST"}
    ends = ("", "/add", "/act", "/file", "/along", *(f"/{name}" for name in PROCEDURES if name != CONTACT.id))
    plain = {f"/nl/report/return/plain{end}" for end in ends}
    wire = {reverse(f"reporter:{name}") for name in WIRE}
    assert posted == {
        *plain,
        *wire,
        *(f"/nl/report/{procedure}/{{unit}}/plain" for procedure in PROCEDURES),
        reverse("public:barriers"),
        reverse("account_login"),
        reverse("mfa_login_webauthn"),
    }


@pytest.mark.parametrize("found", CORPUS, ids=lambda path: path.stem)
def test_what_was_found_stays_mended(found: Path, door: Door) -> None:
    assert door.send(sent_before(json.loads(found.read_text()))) < BROKEN


@settings(max_examples=150, suppress_health_check=list(HealthCheck))
@given(drawn=st.data())
def test_whatever_is_sent_is_answered(drawn: st.DataObject, door: Door) -> None:
    assert door.send(drawn.draw(sends(door.forms))) < BROKEN
