"""The trail is append-only, and whatever was changed, removed or moved is named."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.db import DatabaseError, connection, transaction
from hypothesis import given
from hypothesis import strategies as st

from tests.making import AT
from weerklank.errors import BadInput, Refused
from weerklank.trail.actions import INSTALLATION, Subject, record
from weerklank.trail.chain import EMPTY, Head, broken_links, digest_of, read_head
from weerklank.trail.importers import read_anchors
from weerklank.trail.models import Entry
from weerklank.trail.queries import faults, head, is_guarded, latest
from weerklank.trail.register import register
from weerklank.trail.states import Verb

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path


@dataclass(frozen=True)
class Link:
    """An entry without a database."""

    number: int
    previous: str
    digest: str = ""
    at: datetime = AT
    trace: str = "0" * 32
    span: str = "0" * 16
    activity: str = "trail"
    verb: str = "read"
    actor: str = "someone"
    kind: str = "thing"
    subject: str = "it"
    employer: str = ""


def sealed(link: Link) -> Link:
    return replace(link, digest=digest_of(link))


def chain(length: int) -> list[Link]:
    links: list[Link] = []
    for number in range(1, length + 1):
        links.append(sealed(Link(number, links[-1].digest if links else EMPTY.digest)))
    return links


def write(times: int) -> None:
    for number in range(times):
        subject = Subject("thing", str(number))
        record(Verb.READ, subject, activity_id="trail", by=INSTALLATION, at=AT + timedelta(seconds=number))


@given(st.integers(0, 8))
def test_a_whole_chain_has_no_faults(length: int) -> None:
    links = chain(length)
    assert list(broken_links(links)) == []
    assert list(broken_links(links, anchors=[Head(link.number, link.digest) for link in links])) == []


@given(
    st.integers(0, 5),
    st.sampled_from(["verb", "actor", "subject", "kind", "activity", "trace", "span", "employer"]),
)
def test_any_changed_word_is_found(place: int, field: str) -> None:
    links = chain(6)
    links[place] = replace(links[place], **{field: "other"})  # type: ignore[arg-type]  # every field here is text
    assert list(broken_links(links)) == [f"Entry {place + 1} was changed."]


def test_a_changed_time_is_found() -> None:
    links = chain(3)
    links[1] = replace(links[1], at=AT + timedelta(microseconds=1))
    assert list(broken_links(links)) == ["Entry 2 was changed."]


@pytest.mark.parametrize("changed", [{"at": None}, {"verb": b"read"}])
def test_what_an_entry_cannot_hold_is_a_change(changed: dict[str, object]) -> None:
    links = chain(3)
    links[1] = replace(links[1], **changed)  # type: ignore[arg-type]  # a store may hold anything
    assert list(broken_links(links)) == ["Entry 2 was changed."]


def test_a_changed_entry_with_a_new_digest_is_found_by_the_next() -> None:
    links = chain(4)
    links[1] = sealed(replace(links[1], verb="other"))
    assert list(broken_links(links)) == [
        "Entry 3 does not follow entry 2: one of them was replaced or moved."
    ]


def test_removed_entries_are_named() -> None:
    links = chain(6)
    assert list(broken_links([*links[:1], *links[2:]])) == ["Entry 2 was removed."]
    assert list(broken_links([*links[:1], *links[4:]])) == ["Entries 2 to 4 were removed."]
    assert list(broken_links(links[1:])) == ["Entry 1 was removed."]


def test_entries_that_changed_places_are_found() -> None:
    links = chain(4)
    moved = [links[0], replace(links[2], number=2), replace(links[1], number=3), links[3]]
    assert "Entry 2 was changed." in list(broken_links(moved))


def test_a_cut_tail_is_seen_with_an_anchor_alone() -> None:
    links = chain(5)
    anchor = Head(5, links[4].digest)
    assert list(broken_links(links[:3])) == []
    assert list(broken_links(links[:3], anchors=[anchor])) == [
        "The trail ends at entry 3; entry 5 was anchored: the tail was cut off."
    ]


def test_a_trail_written_anew_is_seen_with_an_anchor_alone() -> None:
    anchor = Head(2, chain(2)[1].digest)
    anew = [sealed(Link(1, EMPTY.digest, verb="other"))]
    anew.append(sealed(Link(2, anew[0].digest)))
    assert list(broken_links(anew)) == []
    assert list(broken_links(anew, anchors=[anchor])) == ["Entry 2 is not the one that was anchored."]


def test_a_later_anchor_of_the_same_entry_does_not_cover_an_earlier_one() -> None:
    links = chain(3)
    own = Head(3, links[2].digest)
    assert list(broken_links(links, anchors=[Head(3, "a" * 64), own])) == [
        "Entry 3 is not the one that was anchored."
    ]
    assert list(broken_links(links, anchors=[own, own])) == []


def test_a_head_is_read_as_it_was_printed() -> None:
    printed = Head(7, "a" * 64)
    assert read_head(f"{printed}\n") == printed


@pytest.mark.parametrize("line", ["", "7", "weerklank trail 1 7 abc", "x " + "a" * 64, "1 2 3"])
def test_what_is_no_head_is_refused(line: str) -> None:
    with pytest.raises(BadInput):
        read_head(line)


def test_anchors_are_a_file_of_heads(tmp_path: Path) -> None:
    file = tmp_path / "anchors"
    file.write_text(f"{Head(1, 'a' * 64)}\n\n{Head(2, 'b' * 64)}\n")
    assert [kept.number for kept in read_anchors(file)] == [1, 2]
    file.write_text("\n")
    with pytest.raises(BadInput, match="no anchors"):
        read_anchors(file)
    with pytest.raises(BadInput, match="cannot be read"):
        read_anchors(tmp_path / "nothing")


@pytest.mark.django_db
def test_what_was_written_is_whole() -> None:
    assert head() == EMPTY
    write(3)
    assert head().number == 3
    assert list(faults(anchors=[head()])) == []


@pytest.mark.django_db
def test_an_act_without_a_ground_is_refused() -> None:
    with pytest.raises(Refused, match="not in the register"):
        record(Verb.READ, Subject("thing", "1"), activity_id="curiosity", by=INSTALLATION, at=AT)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE trail_entry SET verb = 'other'",
        "DELETE FROM trail_entry",
        "DELETE FROM trail_entry WHERE number = 2",
    ],
)
def test_the_database_refuses_a_change(statement: str) -> None:
    write(3)
    with (
        pytest.raises(DatabaseError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)
    assert list(faults(anchors=[head()])) == []


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("begin", "end"),
    [("INSERT OR REPLACE", ""), ("INSERT", "ON CONFLICT (number) DO UPDATE SET verb = 'other'")],
)
def test_the_database_refuses_that_one_is_put_in_the_place_of_another(begin: str, end: str) -> None:
    write(3)
    if connection.vendor == "postgresql" and "OR" in begin:
        begin, end = "INSERT", "ON CONFLICT (digest) DO UPDATE SET verb = 'other'"
    with (
        pytest.raises(DatabaseError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(f"{begin} INTO trail_entry SELECT * FROM trail_entry WHERE number = 2 {end}")  # noqa: S608 - our own words
    assert list(faults(anchors=[head()])) == []


@pytest.mark.django_db
def test_that_all_of_it_is_gone_is_seen() -> None:
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE trail_entry")
    assert [fault.partition(":")[0] for fault in faults()] == ["The trail is gone"]
    assert not is_guarded()


@pytest.mark.django_db
def test_that_nothing_guards_it_any_more_is_seen() -> None:
    assert is_guarded()
    gone = "trail_append_only ON trail_entry" if connection.vendor == "postgresql" else "trail_no_replace"
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TRIGGER {gone}")
    assert not is_guarded()


@pytest.mark.django_db
@pytest.mark.parametrize("time", ["no time", "2026-13-45 00:00:00"])
def test_a_time_that_is_none_is_refused_or_named(time: str) -> None:
    """PostgreSQL takes no such thing; SQLite does, once somebody has taken the guards away."""
    write(3)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with pytest.raises(DatabaseError), transaction.atomic():
                cursor.execute("UPDATE trail_entry SET at = %s WHERE number = 2", [time])
            return
        cursor.execute("DROP TRIGGER trail_no_update")
        cursor.execute("UPDATE trail_entry SET at = %s WHERE number = 2", [time])
    assert list(faults()) == ["Entry 2 was changed."]


@pytest.mark.django_db
def test_the_model_cannot_change_an_entry_either() -> None:
    write(1)
    entry = Entry.objects.get()
    entry.verb = "other"
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        entry.save()
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        latest().delete()


def test_the_register_is_whole_in_both_languages() -> None:
    assert {"accounts", "roles", "organisation", "trail"} <= {activity.id for activity in register()}
    for activity in register():
        fields = [getattr(activity, name) for name in activity.__slots__ if name != "id"]
        assert all(text.nl and text.en for text in fields), activity.id
