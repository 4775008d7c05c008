"""The steps of every procedure, on the page of a case: each move has its form there, and no other form exists."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.utils.formats import date_format

from tests.sealed import desk, entrusted
from tests.web.test_handler import address, signed_in, stepped
from weerklank.cases.actions import add_reader
from weerklank.cases.clocks import happen
from weerklank.cases.models import Case, Message, Term, TermNote
from weerklank.cases.procedures import COMPLAINT, INTEGRITY, PROCEDURES, Procedure
from weerklank.cases.states import ENDED, CaseState, Mover
from weerklank.trail.models import Entry
from weerklank.web.visitor import today
from weerklank.web.wording import words as every_text

if TYPE_CHECKING:
    from datetime import date

    from django.test import Client

    from tests.sealed import Desk

pytestmark = pytest.mark.django_db
STARTS = [
    (procedure, start)
    for procedure in PROCEDURES.values()
    for start in sorted({move.start for move in procedure.moves if move.by == Mover.HANDLER})
]
FORM = re.compile(r'<form method="post" action="[^"]*/move".*?</form>', re.DOTALL)
DECIDING = "awb_decision_committee"


def standing(own: Desk, procedure: Procedure, state: CaseState) -> str:
    """A case in someone's inbox that stands in a state, with everything done that a step may need."""
    number = entrusted(own, procedure=procedure)
    case = Case.objects.get(pk=number)
    for event in {*procedure.needs.values(), *procedure.reasoned.values()}:
        happen(case, event, on=today())
    written(own, number)
    Case.objects.filter(pk=number).update(state=state)
    return number


def written(own: Desk, number: str) -> None:
    """That someone wrote in a case today; what it was is not read by what is tried here."""
    Message(
        case_id=number,
        epoch=1,
        sender=own.key,
        position=1,
        number=1,
        day=today(),
        sealed=b"",
        digest="",
        said=True,
    ).save()


def offered(client: Client, number: str) -> dict[str, list[str]]:
    """The steps that a page offers: the reasons of which one is chosen, by state."""
    page = client.get(address("case", number)).content.decode()
    return {
        re.findall(r'name="state" value="(\w+)"', form)[0]: re.findall(r'<option value="(\w+)"', form)
        for form in FORM.findall(page)
    }


@pytest.mark.parametrize(
    ("procedure", "start"), STARTS, ids=[f"{procedure.id}-{start}" for procedure, start in STARTS]
)
def test_a_page_offers_every_step_from_here_and_each_is_taken(procedure: Procedure, start: CaseState) -> None:
    own = desk(role=procedure.recipients)
    client = signed_in(own)
    ends = {end for end in procedure.moves_from(start, Mover.HANDLER) if end not in ENDED}
    for number, end in [(standing(own, procedure, start), end) for end in sorted(ends)]:
        forms = offered(client, number)
        assert {*forms} == ends
        assert tuple(forms[end]) == procedure.grounds.get(end, ())
        for ground in ["nonsense", *([""] if forms[end] else [])]:
            assert stepped(client, "move", number, state=end, ground=ground) == 409
        assert stepped(client, "move", number, state=end, ground=(forms[end] or [""])[0]) == 302
        assert Case.objects.get(pk=number).state == end


@pytest.mark.parametrize("procedure", PROCEDURES.values(), ids=lambda procedure: procedure.id)
def test_every_forbidden_step_is_refused_and_changes_nothing(procedure: Procedure) -> None:
    own = desk(role=procedure.recipients)
    client, number = signed_in(own), standing(own, procedure, procedure.first)
    own_states = {state for move in procedure.moves for state in (move.start, move.end)}
    for start in sorted(own_states):
        Case.objects.filter(pk=number).update(state=start)
        allowed = {*procedure.moves_from(start, Mover.HANDLER)} - {CaseState.CLOSED}
        refusal = 404 if start == CaseState.DESTROYED else 409
        for end in sorted(own_states - allowed):
            assert stepped(client, "move", number, state=end, ground="follows_advice") == refusal, start
            assert Case.objects.get(pk=number).state == start


def test_a_page_says_what_has_to_be_done_first_and_offers_to_note_it() -> None:
    own = desk(role=COMPLAINT.recipients)
    client, number = signed_in(own), entrusted(own, procedure=COMPLAINT)
    Case.objects.filter(pk=number).update(state=CaseState.ADMISSIBILITY)
    page = client.get(address("case", number)).content.decode()
    assert "Eerst moet zijn gedaan: Afschrift van de klacht" in page
    assert stepped(client, "move", number, state="hearing_planned") == 409
    assert stepped(client, "deed", number, deed="hearing_reported") == 404
    assert stepped(client, "deed", number, deed="copy_sent") == 302
    assert stepped(client, "move", number, state="hearing_planned") == 302
    acts = Entry.objects.filter(subject=number).order_by("number").values_list("verb", flat=True)
    assert list(acts) == ["done", "moved"]


@pytest.mark.parametrize("deed", INTEGRITY.deeds)
def test_a_page_offers_a_moment_of_the_watch_from_its_day_and_says_which_day_before(deed: str) -> None:
    own = desk(role=INTEGRITY.recipients)
    client, number = signed_in(own), entrusted(own, procedure=INTEGRITY)
    Case.objects.filter(pk=number).update(state=CaseState.ACKNOWLEDGED)
    button, tomorrow = f'name="deed" value="{deed}"', today() + timedelta(days=1)
    waits(number, deed, until=tomorrow)
    page = client.get(address("case", number)).content.decode()
    assert button not in page
    told = every_text()[f"cases.deed_{deed}"]["nl"]
    assert f"{told}: te noteren vanaf {date_format(tomorrow)}" in page
    assert stepped(client, "deed", number, deed=deed) == 404
    waits(number, deed, until=today())
    assert button in client.get(address("case", number)).content.decode()
    assert stepped(client, "deed", number, deed=deed) == 302
    page = client.get(address("case", number)).content.decode()
    assert f"{told}: {date_format(today())}" in page


def waits(number: str, deed: str, *, until: date) -> None:
    """Let a deed be noted from this day on: the last of the term before, or the first of its own."""
    if rule := INTEGRITY.waits_for.get(deed):
        Term.objects.filter(case=number, rule=rule).update(due_on=until)
    else:
        Term.objects.filter(case=number, rule="wbk_protection_1").update(started_on=until)


def test_a_page_offers_no_moment_of_a_term_that_never_began() -> None:
    own = desk(role=INTEGRITY.recipients)
    client, number = signed_in(own), entrusted(own, procedure=INTEGRITY)
    Case.objects.filter(pk=number).update(state=CaseState.ACKNOWLEDGED)
    assert "Na 1 maand gevraagd" in client.get(address("case", number)).content.decode()
    Term.objects.filter(case=number).delete()
    page = client.get(address("case", number)).content.decode()
    assert "Na 1 maand gevraagd" not in page
    assert "Na 3 maanden gevraagd" not in page


def test_of_a_closed_complaint_who_leads_it_notes_that_the_complainant_was_asked_and_nobody_else() -> None:
    own = desk(role=COMPLAINT.recipients)
    member, number = desk(own.unit, next(iter(COMPLAINT.helpers))), standing(own, COMPLAINT, CaseState.CLOSED)
    add_reader(Case.objects.get(pk=number), member.key, on=today())
    happen(Case.objects.get(pk=number), "decision_sent", on=today())
    button = 'name="deed" value="protection_asked_3"'
    assert button in signed_in(own).get(address("case", number)).content.decode()
    assert button not in signed_in(member).get(address("case", number)).content.decode()
    assert stepped(signed_in(member), "deed", number, deed="protection_asked_3") == 404
    assert stepped(signed_in(own), "deed", number, deed="protection_asked_3") == 302
    assert "Na 3 maanden gevraagd" in signed_in(member).get(address("case", number)).content.decode()


def test_a_year_ago_is_weighed_by_a_person() -> None:
    own = desk(role=COMPLAINT.recipients)
    client, number = signed_in(own), standing(own, COMPLAINT, CaseState.ADMISSIBILITY)
    page = client.get(address("case", number)).content.decode()
    assert "bij seksueel gedrag of discriminatie is tijd alleen geen reden" in page


def test_who_comes_along_sees_no_step_and_takes_none() -> None:
    own = desk(role=INTEGRITY.recipients)
    number = entrusted(own, procedure=INTEGRITY)
    other = desk(own.unit, next(iter(INTEGRITY.helpers)))
    Case.objects.get(pk=number).readers.create(key=other.key, since=today(), epoch=1, received_on=today())
    client = signed_in(other)
    page = client.get(address("case", number)).content.decode()
    assert "U leest mee en kunt antwoorden" in page
    assert not FORM.search(page)
    assert client.get(address("terms", number)).status_code == 404
    posts = {
        "move": {"state": "acknowledged"},
        "deed": {"deed": "protection_asked_1"},
        "adjourn": {"rule": "wbk_ack", "weeks": "1"},
        "suspend": {"rule": "wbk_ack", "ground": "force_majeure"},
        "resume": {"rule": "wbk_ack"},
        "propose": {"rule": "wbk_ack", "until": "2099-01-01"},
        "ratings": {},
    }
    assert {stepped(client, name, number, **form) for name, form in posts.items()} == {404}
    assert Case.objects.get(pk=number).state == CaseState.RECEIVED


def test_the_page_of_terms_offers_what_the_rule_allows_and_each_is_done() -> None:
    own = desk(role=COMPLAINT.recipients)
    client, number = signed_in(own), standing(own, COMPLAINT, CaseState.ADMISSIBILITY)
    page = client.get(address("terms", number)).content.decode()
    assert [
        page.count(f'action="{address(name, number)}"') for name in ("adjourn", "suspend", "propose")
    ] == [1, 1, 1]
    until = today() + timedelta(weeks=30)
    assert stepped(client, "adjourn", number, rule=DECIDING, weeks="4") == 302
    assert stepped(client, "adjourn", number, rule=DECIDING, weeks="4") == 409
    assert stepped(client, "propose", number, rule=DECIDING, until="soon") == 409
    assert stepped(client, "propose", number, rule=DECIDING, until=until.isoformat()) == 302
    assert "U stelde" in client.get(address("terms", number)).content.decode()
    assert stepped(client, "suspend", number, rule=DECIDING, ground="nonsense") == 409
    assert stepped(client, "suspend", number, rule=DECIDING, ground="force_majeure") == 302
    assert "De klok staat stil" in client.get(address("terms", number)).content.decode()
    assert stepped(client, "resume", number, rule=DECIDING) == 302
    assert Term.objects.get(case=number, rule=DECIDING).due_on is not None
    verbs = Entry.objects.filter(subject=number).order_by("number").values_list("verb", flat=True)
    assert list(verbs) == ["lengthened", "proposed", "stopped", "resumed"]
    assert TermNote.objects.filter(case=number).count() == 3


@pytest.mark.parametrize(
    ("weeks", "told"),
    [
        ("", "hoeveel weken langer"),
        ("0", "hoeveel weken langer"),
        ("-1", "hoeveel weken langer"),
        ("2.5", "hoeveel weken langer"),
        ("99", "zonder instemming"),
        ("5", "zonder instemming"),
    ],
)
def test_who_says_no_weeks_is_told_to_and_nothing_is_stored(weeks: str, told: str) -> None:
    own = desk(role=COMPLAINT.recipients)
    client, number = signed_in(own), standing(own, COMPLAINT, CaseState.ADMISSIBILITY)
    answer = client.post(address("adjourn", number), {"rule": DECIDING, "weeks": weeks})
    assert (answer.status_code, told in answer.content.decode().lower()) == (409, True)
    assert not TermNote.objects.exists()


def test_no_term_of_a_report_can_be_made_longer() -> None:
    own = desk(role=INTEGRITY.recipients)
    client, number = signed_in(own), entrusted(own, procedure=INTEGRITY)
    page = client.get(address("terms", number)).content.decode()
    assert "ontvangstbevestiging" in page
    assert not any(f'action="{address(name, number)}"' in page for name in ("adjourn", "suspend", "propose"))
    assert stepped(client, "propose", number, rule="wbk_ack", until="2099-01-01") == 409
