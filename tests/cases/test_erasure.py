"""What is destroyed is gone: every table that leads to a case is swept, and the ledger stands."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from django.apps import apps

from tests.keeping import LATER, NOW, TODAY, case_of, closed_case
from tests.sealed import Desk, desk, sealed_case
from weerklank.cases import erasure, keeping
from weerklank.cases.counting import Period, counted
from weerklank.cases.models import (
    Case,
    Erasure,
    Happening,
    Hold,
    Message,
    Note,
    Piece,
    Reader,
    SealedFile,
    SharedCount,
    Term,
    TermNote,
    Wrap,
)
from weerklank.cases.on_behalf import PlainFile, Written, act_for, open_for, submit_written
from weerklank.cases.procedures import CONTACT
from weerklank.cases.states import CaseState, HoldGround, Later
from weerklank.errors import Refused
from weerklank.notices.models import Notice
from weerklank.notices.states import Reason
from weerklank.retention.models import Entry

if TYPE_CHECKING:
    from django.db.models import Model

pytestmark = pytest.mark.django_db(databases=["default", "answers"])
LEDGER = ("id", "employer_id", "procedure", "received_on", "answered_on", "outcome", "rated_heard")


def erased(own: Desk) -> str:
    number = closed_case(own).number
    erasure.erase(number, on=LATER, at=NOW)
    return number


def rows(model: type[Model], path: str, number: str) -> int:
    """How many rows of a table lead to a case."""
    return model._default_manager.filter(**{path: number}).count()  # noqa: SLF001 - Django's public name begins so


def test_every_table_that_leads_to_a_case_is_swept_or_says_why_it_stays() -> None:
    leading: set[type[Model]] = {Case}
    while True:
        found = {
            model
            for model in apps.get_models()
            for field in model._meta.get_fields()  # noqa: SLF001 - Django's public name begins so
            if field.many_to_one or field.one_to_one
            if field.concrete and field.related_model in leading
        }
        if found <= leading:
            break
        leading |= found
    swept = {model for model, _ in erasure.swept(Case)}
    named = {model._meta.label for model in leading - swept - {Case}}  # noqa: SLF001 - Django's public name begins so
    assert named == set(erasure.STAYS)
    assert Entry in leading
    assert {Wrap, Message, SealedFile, Piece, Note, Reader, TermNote, Hold} <= swept


def test_nothing_leads_to_a_case_but_what_says_so() -> None:
    """A table with the number of a case and no foreign key would be forgotten: each is known."""
    named = {
        model._meta.label  # noqa: SLF001 - Django's public name begins so
        for model in apps.get_models()
        for field in model._meta.get_fields()  # noqa: SLF001 - Django's public name begins so
        if field.concrete and field.name in {"case", "about", "subject"} and not field.is_relation
    }
    assert named == {"notices.Notice", "trail.Entry"}


def test_of_a_case_the_ledger_stays_and_nothing_that_opens_finds_or_places_it() -> None:
    own = desk()
    number = closed_case(own).number
    Happening.objects.get_or_create(case_id=number, event="tried", defaults={"on": TODAY})
    case_of(number).term_notes.create(rule="x", kind=Later.SUSPENDED, noted_on=TODAY)
    Notice.objects.create(person=own.person, reason=Reason.TERM, about=number, on=TODAY)
    ledger = Case.objects.filter(pk=number).values(*LEDGER).get()
    kept = Term.objects.filter(case=number).order_by("rule")
    assert kept.filter(rule__startswith="keep_").count() == 2
    terms = [*kept.exclude(rule__startswith="keep_").values()]
    Happening.objects.filter(case=number, event="closed").update(ground="other")
    assert Happening.objects.get(case=number, event="closed").after == 2
    full = [rows(model, path, number) for model, path in erasure.swept(Case)]
    assert sum(full) > 6
    erasure.erase(number, on=LATER, at=NOW)
    assert {rows(model, path, number) for model, path in erasure.swept(Case)} == {0}
    case = case_of(number)
    assert (case.state, case.moved_on) == (CaseState.DESTROYED, LATER)
    assert (case.lookup, bytes(case.reporter_key), case.digest, case.size) == (None, b"", "", "")
    assert case.unit_id == case.employer_id
    assert Case.objects.filter(pk=number).values(*LEDGER).get() == ledger
    assert [*Term.objects.filter(case=number).order_by("rule").values()] == terms != []
    assert [*case.happenings.values_list("event", "on", "ground", "after")] == [("closed", TODAY, "", 0)]
    assert not Notice.objects.filter(about=number).exists()


def test_the_yearly_figures_do_not_change() -> None:
    own = desk()
    case = closed_case(own)
    act_for(case.words, "heard", 4, on=TODAY)
    sealed_case(own, text="Nobody answered this.")
    year = Period(date(TODAY.year, 1, 1), LATER)
    before = counted(own.unit.pk, year, on=LATER)
    assert (before[0].received, before[0].heard, before[0].outcomes) == (2, (4,), {CONTACT.outcomes[0]: 1})
    assert before[0].kept
    erasure.erase(case.number, on=LATER, at=NOW)
    assert counted(own.unit.pk, year, on=LATER) == before


def test_files_go_with_their_pieces() -> None:
    own = desk()
    written = Written(
        procedure=CONTACT.id,
        unit_id=own.unit.pk,
        text="Look at this.",
        answers={},
        shared={"behaviour": "bullying"},
        excluded=frozenset(),
        attachments=[PlainFile("a.txt", "text/plain", b"x" * 2_000_000)],
    )
    accepted, words = submit_written(written, on=TODAY)
    assert SealedFile.objects.count() == 1
    Case.objects.filter(pk=accepted.case).update(state=CaseState.CLOSED)
    erasure.erase(accepted.case, on=LATER, at=NOW)
    assert not SealedFile.objects.exists()
    assert SharedCount.objects.get().count == 1
    with pytest.raises(Refused):
        open_for(words)


def test_two_ledger_rows_stand_beside_each_other() -> None:
    own = desk()
    assert {case_of(number).lookup for number in (erased(own), erased(own))} == {None}


def test_what_is_open_or_held_is_not_destroyed() -> None:
    own = desk()
    number = closed_case(own).number
    Case.objects.filter(pk=number).update(state=CaseState.ADVISING)
    with pytest.raises(Refused, match="closed"):
        erasure.erase(number, on=LATER, at=NOW)
    Case.objects.filter(pk=number).update(state=CaseState.CLOSED)
    keeping.hold_case(number, ground=HoldGround.CLAIM, until_on=LATER, by=own.person, on=TODAY, at=NOW)
    with pytest.raises(Refused, match="held"):
        erasure.erase(number, on=LATER, at=NOW)
    assert case_of(number).wraps.count() == 2


def test_an_own_notebook_goes_by_the_clock_after_its_own_term() -> None:
    own = desk()
    number, held = closed_case(own).number, closed_case(own).number
    keeping.hold_case(held, ground=HoldGround.CLAIM, until_on=LATER, by=own.person, on=TODAY, at=NOW)
    assert erasure.forget_notes(on=TODAY, at=NOW) == 0
    assert erasure.forget_notes(on=LATER, at=NOW) == 1
    assert erasure.forget_notes(on=LATER, at=NOW) == 0
    assert [*Note.objects.values_list("case", flat=True)] == [held]
    assert Erasure.objects.get(kind=erasure.NOTE).count == 1
    assert case_of(number).wraps.count() == 2


def test_what_is_destroyed_while_the_store_is_cleaned_waits_for_the_next_time() -> None:
    erasure.count("signal", on=TODAY)
    erasure.count("complaint", on=TODAY)
    seen = erasure.waiting()
    erasure.count("signal", on=TODAY)
    erasure.mark_scrubbed(seen, on=TODAY)
    assert [*Erasure.objects.filter(scrubbed_on=None).values_list("kind", "count")] == [("signal", 2)]
    erasure.mark_scrubbed(erasure.waiting(), on=TODAY)
    assert erasure.waiting() == []
    erasure.count("signal", on=TODAY)
    assert [number for _, number in erasure.waiting()] == [1]


def test_a_table_of_which_a_part_went_is_written_anew_too() -> None:
    parts = {Case, Happening, Term, Notice, Wrap, Message, Note}
    assert {model._meta.db_table for model in parts} <= {*erasure.written_anew()}  # noqa: SLF001 - Django's public name begins so
