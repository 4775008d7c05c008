"""A year is gathered without anybody seeing a count, and whoever oversees a procedure sees every missed term."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from tests.releasing import published_figures
from tests.sealed import Desk, desk, sealed_case
from tests.web.test_handler import signed_in
from tests.web.test_matrix import visitor
from weerklank.cases.models import Case, Term
from weerklank.organisation.models import Headcount
from weerklank.people.states import Role
from weerklank.releases.models import Publication
from weerklank.releases.signals import RATIO
from weerklank.terms.rules import rule_named

pytestmark = pytest.mark.django_db(databases=["default", "answers"])
LAST_YEAR = timezone.localdate().year - 1
TWELVE = 12


@pytest.fixture
def own() -> Desk:
    """A desk whose twelve cases came in last year, of which three were answered and rated in time."""
    made = desk()
    came = date(LAST_YEAR, 3, 2)
    numbers = [sealed_case(made, text="It happened again.").number for _ in range(TWELVE)]
    Case.objects.update(received_on=came, answered_on=came + timedelta(days=1), rated_heard=4)
    Term.objects.update(started_on=came, due_on=came + timedelta(days=2), met_on=came)
    Term.objects.filter(case__in=numbers[:3]).update(met_on=came + timedelta(days=9))
    return made


def test_the_year_is_handed_in_for_a_second_person_and_no_count_is_shown(own: Desk) -> None:
    client = visitor(Role.RESEARCHER, unit=own.unit)
    page = client.get(reverse("office:signals")).content.decode()
    assert str(TWELVE) not in page.replace("2012", "")
    answer = client.post(reverse("office:signals"), {"year": LAST_YEAR})
    assert answer.status_code == 302
    made = {row.code.rpartition("min-")[2]: row for row in Publication.objects.all()}
    assert {"in-term", "rated", "days"} <= set(made)
    assert {row.state for row in made.values()} == {"prepared"}
    assert client.get(reverse("office:release", args=[made["in-term"].code])).status_code == 200


def test_a_year_can_be_handed_in_again(own: Desk) -> None:
    client = visitor(Role.RESEARCHER, unit=own.unit)
    for _ in range(2):
        assert client.post(reverse("office:signals"), {"year": LAST_YEAR}).status_code == 302
    assert Publication.objects.filter(code__startswith=f"signals-{LAST_YEAR}-2-").exists()


def test_what_was_reported_stands_beside_a_survey_or_not_at_all(own: Desk) -> None:
    published_figures(own.unit)
    Headcount.objects.create(unit=own.unit, on=date(LAST_YEAR, 6, 1), persons=4000)
    client = visitor(Role.RESEARCHER, unit=own.unit)
    found = Publication.objects.get().code
    chosen = {"affected": f"{found}|bullying", "trust": f"{found}|bullying", "behaviour": "bullying"}
    without = client.post(reverse("office:signals"), {"year": LAST_YEAR, **chosen, "trust": ""})
    assert without.status_code == 200
    assert Publication.objects.count() == 1
    assert client.post(reverse("office:signals"), {"year": LAST_YEAR, **chosen}).status_code == 302
    gap = Publication.objects.get(code__endswith="-gap")
    assert RATIO in gap.document


def test_who_oversees_sees_every_term_that_was_missed(own: Desk) -> None:
    client = visitor(Role.COUNSELLOR_COORDINATOR, unit=own.unit)
    page = client.get(reverse("office:terms"), {"year": LAST_YEAR}).content.decode()
    asked = rule_named("contact_answer").action["nl"].capitalize()
    late = Term.objects.filter(rule="contact_answer", met_on__gt=date(LAST_YEAR, 3, 5))
    assert page.count(f"<td>{asked}</td>") == late.count() == 3
    assert "9 van 12" in page
    assert all(term.case_id[:4] in page for term in late)


@pytest.mark.parametrize("asked", ["0", "99999999", "2０26", "x", "2026-01"])
def test_a_year_that_cannot_be_is_this_year(asked: str, own: Desk) -> None:
    client = visitor(Role.COUNSELLOR_COORDINATOR, unit=own.unit)
    page = client.get(reverse("office:terms"), {"year": asked})
    assert page.context["year"] == timezone.localdate().year


def test_a_counsellor_sees_their_own_year_and_no_rating_of_few(own: Desk) -> None:
    client = signed_in(own)
    page = client.get(reverse("handler:year"), {"year": LAST_YEAR}).content.decode()
    assert f"<dd>{TWELVE}</dd>" in page
    assert "<dd>4,0</dd>" in page
    few = Case.objects.values_list("pk", flat=True)[:3]
    Case.objects.filter(pk__in=list(few)).update(rated_heard=None)
    assert "<dd>4,0</dd>" not in client.get(reverse("handler:year"), {"year": LAST_YEAR}).content.decode()
    assert f"<dd>{TWELVE}</dd>" not in client.get(reverse("handler:year")).content.decode()
