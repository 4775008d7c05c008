"""From prepared to published, by two people; what was changed, unaudited or one's own is refused."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import numpy as np
import pytest

from tests.documents import COUNTS, GATE, POLICY, figures_text, letter, table
from tests.making import AT, LONG_AGO, employer, someone
from tests.releasing import prepared, published_figures, released, releasers
from weerklank.errors import BadInput, Refused
from weerklank.organisation.queries import unit_with_code
from weerklank.people.actions import declare_conflict
from weerklank.people.roles import role_text
from weerklank.people.states import WITHOUT_ACCOUNT, Role
from weerklank.releases.actions import (
    approve_release,
    prepare_yearly_report,
    publish_release,
    reject_release,
    withdraw_release,
)
from weerklank.releases.models import Publication
from weerklank.releases.queries import gone, once_published, published, shown_in, tampered, verified
from weerklank.releases.rules import RELEASERS
from weerklank.releases.sealing import checksum_of, sealed
from weerklank.releases.states import ReleaseState
from weerklank.releases.table_file import audited, table_of, table_text
from weerklank.stats.audit import Audit
from weerklank.stats.tables import SafeTable
from weerklank.trail.models import Entry
from weerklank.trail.queries import faults

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from weerklank.people.models import Person
    from weerklank.stats.tables import Layout

pytestmark = pytest.mark.django_db


@pytest.fixture
def pair() -> tuple[Person, Person]:
    return releasers(employer())


def refused(act: Callable[[], object]) -> str:
    with pytest.raises(Refused) as refusal:
        act()
    return refusal.value.code


def approve(code: str, *, by: Person) -> None:
    approve_release(code, by=by, on=LONG_AGO, at=AT)


def test_what_two_people_released_is_public(pair: tuple[Person, Person]) -> None:
    for text in (figures_text(), table_text(table())):
        released(text, by=pair[0], second=pair[1])
    assert {row.code for row in published()} == {"figures-2021", "table-2021"}
    assert list(tampered()) == []


def test_every_act_is_in_the_trail_under_the_checksum(pair: tuple[Person, Person]) -> None:
    made = released(figures_text(), by=pair[0], second=pair[1])
    withdraw_release(made.code, reason="An error in the weights.", by=pair[0], on=LONG_AGO, at=AT)
    acts = Entry.objects.filter(subject=made.checksum).order_by("number")
    assert [entry.verb for entry in acts] == ["prepared", "approved", "published", "withdrew"]
    assert list(faults()) == []
    assert not Entry.objects.filter(kind__contains="weights").exists()


def test_nobody_decides_on_their_own(pair: tuple[Person, Person]) -> None:
    made = prepared(figures_text(), by=pair[0])
    assert refused(lambda: approve(made.code, by=pair[0])) == "same_person"
    assert (
        refused(lambda: reject_release(made.code, reason="No.", by=pair[0], on=LONG_AGO, at=AT))
        == "same_person"
    )


@pytest.mark.parametrize("role", sorted(RELEASERS))
def test_who_holds_the_role_at_a_part_of_the_employer_releases_nothing_of_the_whole(role: Role) -> None:
    unit = employer("min: ; dir: min")
    part = unit_with_code("dir", employer="min")
    one, other = releasers(unit)
    made = released(figures_text(), by=one, second=other)
    below = someone(role, unit=part)
    reason = "Not mine to say."
    assert (
        refused(lambda: withdraw_release(made.code, reason=reason, by=below, on=LONG_AGO, at=AT)) == "may_not"
    )
    assert refused(lambda: prepared(figures_text("other"), by=below)) == "may_not"
    whole = someone(role, unit=part, at=unit)
    withdraw_release(made.code, reason=reason, by=whole, on=LONG_AGO, at=AT)


def test_whoever_has_a_tie_does_not_decide(pair: tuple[Person, Person]) -> None:
    made = prepared(figures_text(), by=pair[0])
    declare_conflict(*pair, by=pair[0], at=AT)
    assert refused(lambda: approve(made.code, by=pair[1])) == "conflict_of_interest"


def test_another_employer_does_not_see_that_it_exists(pair: tuple[Person, Person]) -> None:
    made = prepared(figures_text(), by=pair[0])
    stranger = someone(Role.SECTOR_OWNER, unit=employer("elsewhere: "))
    assert refused(lambda: approve(made.code, by=stranger)) == "not_found"


@pytest.mark.parametrize("role", sorted(frozenset(Role) - WITHOUT_ACCOUNT - RELEASERS))
def test_other_roles_release_nothing(role: Role) -> None:
    person = someone(role, unit=employer())
    assert refused(lambda: prepared(figures_text(), by=person)) == "may_not"


def test_who_releases_may_see_indicators_and_the_data_protection_officer_may_not() -> None:
    assert {role_text(role).access.get("indicator") for role in RELEASERS} == {"A"}
    assert "indicator" not in role_text(Role.DATA_PROTECTION_OFFICER).access


@pytest.mark.parametrize(
    "text",
    [
        figures_text(gate=None),
        figures_text(respondents=24),
        table_text(table(tried=False)),
        table_text(replace(table(), found=Audit("A2", 0, 0, 0, None))),
    ],
    ids=["no gate", "under the floor of a sensitive subject", "no audit", "another audit"],
)
def test_nothing_unaudited_is_approved(text: str, pair: tuple[Person, Person]) -> None:
    made = prepared(text, by=pair[0])
    assert refused(lambda: approve(made.code, by=pair[1])) == "unaudited"
    made.refresh_from_db()
    assert (made.state, made.approval) == ("prepared", None)


def test_a_table_that_hides_nothing_is_not_approved(pair: tuple[Person, Person]) -> None:
    safe = table().safe
    assert safe.hidden, "there must be something that could leak"
    bare = SafeTable(safe.layout, safe.sizes, true_counts(safe.layout))
    made = prepared(table_text(replace(table(), safe=bare, found=audited(bare, POLICY))), by=pair[0])
    assert refused(lambda: approve(made.code, by=pair[1])) == "unaudited"


def true_counts(layout: Layout) -> NDArray[np.int64]:
    """The counts behind the table, group by group, the total among them."""
    inner = {code: [COUNTS[code, answer] for answer in layout.answers] for code, _ in COUNTS}
    whole = [sum(column) for column in zip(*inner.values(), strict=True)]
    return np.array([inner.get(code, whole) for code in layout.hierarchy.codes], dtype=np.int64)


def test_figures_at_their_floor_are_approved(pair: tuple[Person, Person]) -> None:
    made = released(figures_text(respondents=GATE.smallest_sensitive), by=pair[0], second=pair[1])
    assert made.state == ReleaseState.PUBLISHED.value


@pytest.mark.parametrize(
    "text", [figures_text(), table_text(table()), letter()], ids=["figures", "table", "letter"]
)
def test_a_file_with_a_wrong_checksum_is_refused(text: str, pair: tuple[Person, Person]) -> None:
    changed = text.replace("2021", "2022")
    assert changed != text
    assert refused(lambda: prepared(changed, by=pair[0])) == "checksum"
    assert not Publication.objects.exists()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "x",
        "[]",
        "{}",
        '{"format": []}',
        '{"format": "weerklank-table/1"}',
        sealed({"format": "weerklank-letter/1"}),
    ],
)
def test_what_is_no_document_is_bad_input(text: str, pair: tuple[Person, Person]) -> None:
    with pytest.raises(BadInput, match=r"file\.json"):
        prepared(text, by=pair[0])


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("title", "x"),
        ("title", {"nl": "x"}),
        ("title", {"nl": "x" * 301, "en": "x"}),
        ("title", {"nl": "x\u0000", "en": "x"}),
        ("wave", "x" * 41),
        ("wave", None),
        ("id", 7),
        ("base", {"nl": 1, "en": "x"}),
        ("rows", [["x"]]),
        ("rows", None),
        ("policy", {"smallest_group": "x"}),
        ("audit", {"x": 1}),
    ],
)
def test_a_field_that_cannot_be_is_bad_input(field: str, value: object, pair: tuple[Person, Person]) -> None:
    content = json.loads(table_text(table())) | {field: value}
    with pytest.raises(BadInput, match=r"file\.json|policy"):
        prepared(sealed(content), by=pair[0])
    assert not Publication.objects.exists()


@pytest.mark.parametrize(
    "changed",
    [{"label": {"nl": "x"}}, {"label": None}, {"value": "x"}, {"base": {}}, {"population": 3}],
    ids=str,
)
def test_a_figure_that_could_not_be_made_is_refused(
    changed: dict[str, object], pair: tuple[Person, Person]
) -> None:
    content = json.loads(figures_text())
    content["figures"][0] |= changed
    sealing = {key: value for key, value in content.items() if key not in {"format", "state", "checksum"}}
    text = json.dumps(content | {"checksum": checksum_of(sealing)})
    assert refused(lambda: prepared(text, by=pair[0])) == "bad_input"


def test_figures_written_by_hand_with_their_checksum_would_be_read(pair: tuple[Person, Person]) -> None:
    content = json.loads(figures_text())
    sealing = {key: value for key, value in content.items() if key not in {"format", "state", "checksum"}}
    assert checksum_of(sealing) == content["checksum"]
    assert prepared(json.dumps(content), by=pair[0]).state == "prepared"


def test_an_id_that_is_no_address_is_bad_input(pair: tuple[Person, Person]) -> None:
    with pytest.raises(BadInput, match="cannot be an address"):
        prepared(figures_text("../secret"), by=pair[0])


def test_an_id_is_given_out_once(pair: tuple[Person, Person]) -> None:
    prepared(figures_text(), by=pair[0])
    assert refused(lambda: prepared(figures_text(), by=pair[1])) == "release_exists"


def resealed(text: str) -> tuple[str, str]:
    """A document changed by someone who also makes the checksum anew."""
    content = json.loads(text)
    content["title"]["nl"] = "Een andere titel"
    changed = sealed(content)
    return changed, json.loads(changed)["checksum"]


def test_a_table_edited_in_the_database_is_refused() -> None:
    one, other = releasers(employer())
    made = released(table_text(table()), by=one, second=other)
    verified(made)
    made.document = made.document.replace('"40"', '"41"')
    assert refused(lambda: verified(made)) == "checksum"
    made.document, made.checksum = resealed(table_text(table()))
    made.save()
    assert refused(lambda: verified(made)) == "checksum"
    assert list(tampered()) == [made.code]


@pytest.mark.parametrize(
    "edited",
    [
        {"title_nl": "Anders"},
        {"title_en": "Other"},
        {"period": "2020"},
        {"kind": "figures"},
        {"document": ""},
    ],
)
def test_what_a_list_says_of_a_release_is_checked_as_well(edited: dict[str, str]) -> None:
    one, other = releasers(employer())
    made = released(table_text(table()), by=one, second=other)
    Publication.objects.filter(pk=made.pk).update(**edited)
    made.refresh_from_db()
    assert refused(lambda: verified(made)) == "checksum"
    assert list(tampered()) == [made.code]


def test_what_was_withdrawn_does_not_come_back_by_an_edited_state() -> None:
    one, other = releasers(employer())
    made = released(table_text(table()), by=one, second=other)
    withdraw_release(made.code, reason="Wrong.", by=one, on=LONG_AGO, at=AT)
    assert list(tampered()) == []
    back = Publication.objects.filter(pk=made.pk)
    back.update(state="published")
    assert refused(lambda: verified(once_published(made.code))) == "checksum"
    back.update(withdrawn_at=None)
    assert list(tampered()) == [made.code]


@pytest.mark.parametrize(
    "edited",
    [
        {"published_at": None},
        {"published_at": None, "approval": None},
        {"published_at": AT + timedelta(days=1)},
        {"decided_at": None},
        {"prepared_at": AT - timedelta(days=1)},
    ],
)
def test_when_it_was_done_cannot_be_edited_unseen(edited: dict[str, object]) -> None:
    one, other = releasers(employer())
    made = released(table_text(table()), by=one, second=other)
    Publication.objects.filter(pk=made.pk).update(**edited)
    assert list(tampered()) == [made.code]


def test_whose_it_is_and_who_did_it_cannot_be_edited_unseen() -> None:
    unit = employer()
    one, other = releasers(unit)
    made, there, third = (
        released(table_text(table()), by=one, second=other),
        employer("there: "),
        someone(unit=unit),
    )
    row = Publication.objects.filter(pk=made.pk)
    for edited in ({"prepared_by": third}, {"decided_by": third}, {"decided_by": None}, {"employer": there}):
        before = row.values(*edited).get()
        row.update(**edited)
        assert list(tampered()) == [made.code]
        row.update(**before)
    assert list(tampered()) == []
    row.update(employer=there)
    assert refused(lambda: verified(once_published(made.code))) == "checksum"


def test_what_was_taken_out_of_the_store_is_named_by_what_the_trail_has_of_it() -> None:
    one, other = releasers(employer())
    made = released(table_text(table()), by=one, second=other)
    assert list(gone()) == []
    Publication.objects.filter(pk=made.pk).delete()
    assert list(gone()) == [made.checksum]


def test_what_was_edited_between_approval_and_publication_is_not_published(
    pair: tuple[Person, Person],
) -> None:
    made = prepared(table_text(table()), by=pair[0])
    approve(made.code, by=pair[1])
    document, checksum = resealed(made.document)
    Publication.objects.filter(pk=made.pk).update(document=document, checksum=checksum)
    assert refused(lambda: publish_release(made.code, by=pair[1], on=LONG_AGO, at=AT)) == "checksum"


def test_nothing_is_published_that_was_not_approved(pair: tuple[Person, Person]) -> None:
    made = prepared(figures_text(), by=pair[0])
    assert refused(lambda: publish_release(made.code, by=pair[1], on=LONG_AGO, at=AT)) == "no_such_move"
    reject_release(made.code, reason="The base is unclear.", by=pair[1], on=LONG_AGO, at=AT)
    assert refused(lambda: approve(made.code, by=pair[1])) == "no_such_move"


def test_withdrawing_needs_a_reason(pair: tuple[Person, Person]) -> None:
    made = released(figures_text(), by=pair[0], second=pair[1])
    assert (
        refused(lambda: withdraw_release(made.code, reason=" ", by=pair[0], on=LONG_AGO, at=AT))
        == "reason_needed"
    )
    withdraw_release(made.code, reason="An error in the weights.", by=pair[0], on=LONG_AGO, at=AT)
    assert not published().exists()
    assert once_published(made.code).reason == "An error in the weights."


def test_what_was_never_public_has_no_address(pair: tuple[Person, Person]) -> None:
    made = prepared(figures_text(), by=pair[0])
    withdraw_release(made.code, reason="A mistake.", by=pair[0], on=LONG_AGO, at=AT)
    assert refused(lambda: once_published(made.code)) == "not_found"


def test_a_letter_rests_on_figures_that_are_published(pair: tuple[Person, Person]) -> None:
    figures = published_figures(pair[0].unit) if pair[0].unit else None
    assert figures
    other = prepared(letter("letter-1", checksum="0" * 64), by=pair[0])
    assert refused(lambda: approve(other.code, by=pair[1])) == "source_not_published"
    made = released(letter(checksum=figures.checksum), by=pair[0], second=pair[1])
    assert made.state == "published"


def yearly(codes: list[str], *, by: Person, foreword: str = "Een woord vooraf.") -> Publication:
    words = {"nl": foreword, "en": foreword}
    return prepare_yearly_report(2021, foreword=words, codes=codes, by=by, on=LONG_AGO, at=AT)


def test_a_yearly_report_is_signed_off_by_a_second_person(pair: tuple[Person, Person]) -> None:
    released(figures_text(), by=pair[0], second=pair[1])
    made = yearly(["figures-2021"], by=pair[0])
    assert refused(lambda: approve(made.code, by=pair[0])) == "same_person"
    approve(made.code, by=pair[1])
    publish_release(made.code, by=pair[1], on=LONG_AGO, at=AT)
    document = verified(once_published("yearly-report-2021")).document
    assert [shown.publication.code for shown in shown_in(document)] == ["figures-2021"]
    withdraw_release("figures-2021", reason="An error.", by=pair[0], on=LONG_AGO, at=AT)
    assert shown_in(document) == []


def test_a_yearly_report_holds_no_number_and_nothing_unpublished(pair: tuple[Person, Person]) -> None:
    prepared(figures_text("figures-2020"), by=pair[0])
    released(figures_text(), by=pair[0], second=pair[1])
    assert refused(lambda: yearly(["figures-2020"], by=pair[0])) == "source_not_published"
    assert (
        refused(lambda: yearly(["figures-2021"], by=pair[0], foreword="14 procent")) == "number_in_foreword"
    )
    assert refused(lambda: yearly([], by=pair[0])) == "no_releases"


def test_a_table_is_read_back_as_it_was() -> None:
    made = table()
    back = table_of(table_text(made), source="table.json")
    assert (back.safe, back.policy, back.found, back.csv) == (made.safe, made.policy, made.found, made.csv)
