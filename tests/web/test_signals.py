"""A year is gathered without anybody seeing a count, and whoever oversees a procedure sees every missed term."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest
from django.urls import reverse
from django.utils import timezone

from tests.documents import survey_text
from tests.making import employer, someone
from tests.releasing import released, releasers
from tests.sealed import Desk, desk, sealed_case
from tests.web.test_handler import signed_in
from tests.web.test_matrix import visitor
from weerklank.cases.models import Case, SharedCount, Term
from weerklank.cases.procedures import INTEGRITY
from weerklank.organisation.models import Headcount
from weerklank.organisation.queries import unit_with_code
from weerklank.people.states import Role
from weerklank.releases.actions import reject_release
from weerklank.releases.models import Publication
from weerklank.releases.queries import verified
from weerklank.releases.ratio import RATIO
from weerklank.terms.rules import rule_named
from weerklank.web.numbering import number_of

if TYPE_CHECKING:
    from django.test import Client

    from weerklank.organisation.models import Unit

pytestmark = pytest.mark.django_db(databases=["default", "answers"])
LAST_YEAR = timezone.localdate().year - 1
TWELVE = 12


@pytest.fixture
def own() -> Desk:
    """A desk whose twelve cases came in last year, of which three were answered and rated in time."""
    made = desk(employer())
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


def handed_in(client: Client, chosen: dict[str, str] | None = None, *, year: int = LAST_YEAR) -> int:
    return client.post(reverse("office:signals"), {"year": year, **(chosen or {})}).status_code


def shared(own: Desk, question: str, **answers: int) -> None:
    """That reporters shared answers last year."""
    for answer, count in answers.items():
        SharedCount(
            employer=own.unit,
            procedure="confidential_contact",
            month=date(LAST_YEAR, 3, 1),
            question=question,
            answer=answer,
            count=count,
        ).save()


def test_a_year_is_handed_in_again_only_once_nothing_of_it_stands(own: Desk) -> None:
    client = visitor(Role.RESEARCHER, unit=own.unit)
    assert handed_in(client) == 302
    assert handed_in(client) == 409
    second = someone(Role.PROGRAMME_MANAGER, unit=own.unit)
    made = [*Publication.objects.order_by("pk")]
    for row in made[1:]:
        reject_release(row.code, reason="Not yet.", by=second, on=timezone.localdate(), at=timezone.now())
    assert handed_in(client) == 409
    reject_release(made[0].code, reason="Not yet.", by=second, on=timezone.localdate(), at=timezone.now())
    assert handed_in(client) == 302
    again = {row.code for row in Publication.objects.all()} - {row.code for row in made}
    assert again
    assert all(code.startswith(f"signals-{LAST_YEAR}-2-") for code in again)
    assert not any(code.endswith("-rated") for code in again)


def test_a_year_that_is_not_over_is_not_handed_in(own: Desk) -> None:
    client = visitor(Role.RESEARCHER, unit=own.unit)
    assert handed_in(client, year=LAST_YEAR + 1) == 409
    assert not Publication.objects.exists()


def chosen_of(code: str, trust: str = "trust_followup") -> dict[str, str]:
    return {"affected": f"{code}|bullying", "trust": f"{code}|{trust}", "behaviour": "bullying"}


@pytest.fixture
def headcount(own: Desk) -> Headcount:
    return Headcount.objects.create(unit=own.unit, on=date(LAST_YEAR, 6, 1), persons=4000)


def survey_of(unit: Unit, code: str = "survey-2021", **told: str) -> str:
    one, other = releasers(unit)
    return released(survey_text(code, **told), by=one, second=other).code


@pytest.mark.usefixtures("headcount")
def test_what_was_reported_stands_beside_a_survey_or_not_at_all(own: Desk) -> None:
    for _ in range(TWELVE):
        sealed_case(own, text="It happened again.")
    Case.objects.update(received_on=date(LAST_YEAR, 3, 2))
    shared(own, "behaviour", bullying=6, racism=6)
    client, found = visitor(Role.RESEARCHER, unit=own.unit), survey_of(own.unit)
    assert handed_in(client, chosen_of(found) | {"trust": ""}) == 200
    assert handed_in(client, chosen_of(found, "bullying")) == 200
    assert Publication.objects.count() == 1
    assert handed_in(client, chosen_of(found)) == 302
    gap = Publication.objects.get(code__endswith="-gap")
    assert RATIO in gap.document


@pytest.mark.usefixtures("headcount")
def test_a_ratio_that_would_tell_a_hidden_count_is_left_out_and_the_page_says_so(own: Desk) -> None:
    shared(own, "behaviour", bullying=2, racism=10)
    client, found = visitor(Role.RESEARCHER, unit=own.unit), survey_of(own.unit)
    told = {"year": LAST_YEAR, **chosen_of(found)}
    page = client.post(reverse("office:signals"), told, follow=True).content.decode()
    assert "de tabellen ernaast verbergen een aantal" in page
    assert not Publication.objects.filter(code__endswith="-gap").exists()


@pytest.mark.usefixtures("headcount")
def test_figures_of_another_employer_are_not_offered(own: Desk) -> None:
    client, found = visitor(Role.RESEARCHER, unit=own.unit), survey_of(employer("elsewhere: "))
    assert found not in client.get(reverse("office:signals")).content.decode()
    assert handed_in(client, chosen_of(found)) == 200
    assert Publication.objects.count() == 1


@pytest.mark.usefixtures("headcount")
def test_which_unit_was_shared_leaves_with_every_unit_that_could_be(own: Desk) -> None:
    shared(own, "unit", **{str(own.unit.pk): 6})
    large, small = (unit_with_code(code, employer=own.unit.code) for code in ("dir", "team"))
    Headcount.objects.create(unit=large, on=date(LAST_YEAR, 6, 1), persons=250)
    Headcount.objects.create(unit=small, on=date(LAST_YEAR, 6, 1), persons=249)
    assert handed_in(visitor(Role.RESEARCHER, unit=own.unit)) == 302
    table = verified(Publication.objects.get(code__endswith="-about-unit")).table
    assert table is not None
    assert table.safe.layout.answers == tuple(sorted((own.unit.code, "dir", "not_shared")))


def test_who_oversees_sees_every_term_that_was_missed(own: Desk) -> None:
    Case.objects.update(procedure=INTEGRITY.id)
    Term.objects.filter(rule="contact_answer").update(rule="wbk_ack")
    client = visitor(INTEGRITY.overseer, unit=own.unit)
    page = client.get(reverse("office:terms"), {"year": LAST_YEAR}).content.decode()
    asked = rule_named("wbk_ack").action["nl"].capitalize()
    late = Term.objects.filter(rule="wbk_ack", met_on__gt=date(LAST_YEAR, 3, 5))
    assert page.count(f"<td>{asked}</td>") == late.count() == 3
    assert "9 van 12" in page
    assert all(number_of(term.case_id) in page for term in late)


def test_the_coordinator_sees_how_many_terms_of_talks_were_missed_and_of_none_which(own: Desk) -> None:
    client = visitor(Role.COUNSELLOR_COORDINATOR, unit=own.unit)
    page = client.get(reverse("office:terms"), {"year": LAST_YEAR}).content.decode()
    assert "9 van 12" in page
    assert "u ziet hoeveel, en niet welke" in page
    assert not any(number_of(number) in page for number in Case.objects.values_list("pk", flat=True))


def test_who_oversees_a_part_or_another_employer_sees_no_terms_of_this_one(own: Desk) -> None:
    part = unit_with_code("dir", employer=own.unit.code)
    for unit in (part, employer("elsewhere: ")):
        page = visitor(Role.COUNSELLOR_COORDINATOR, unit=unit).get(
            reverse("office:terms"), {"year": LAST_YEAR}
        )
        assert "9 van 12" not in page.content.decode()
        assert not page.context["rows"]
        assert not page.context["count"]


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
