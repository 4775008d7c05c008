"""What is sealed is opened as it was, by who holds the key, in its own place."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from weerklank.errors import Refused
from weerklank.seal import (
    asking,
    casekey,
    envelope,
    files,
    handlerkey,
    message,
    organisationkey,
    padding,
    receipt,
)
from weerklank.seal.context import REPORTER, Place

CASE, FILE, KEY = "c" * 32, "f" * 32, "a" * 32
SEED, SALT = bytes(range(32)), bytes(16)
GOOD, OTHER = "goed", "fout"
WRAPPED = casekey.wrap(SEED, to=casekey.sealing_public(SEED), case=CASE, epoch=1, recipient=REPORTER)
PLACE = Place(CASE, 1, REPORTER, 1)
SEALED = message.seal_message(b"iets", case_key=SEED, place=PLACE)
SEALED_FILE = files.seal_file(
    files.PlainFile("a.txt", "text/plain", b"x" * 70_000), case_key=SEED, case=CASE, epoch=1, file=FILE
)
NOTE = message.seal_note(b"iets", bundle=SEED * 2, case=CASE, key=KEY, position=1)
BUNDLE = handlerkey.Bundle(SEED, bytes(32))
LOCKED = {
    handlerkey.Kind.PASSKEY: handlerkey.locked(BUNDLE, kind=handlerkey.Kind.PASSKEY, secret=SEED),
    handlerkey.Kind.RECOVERY: handlerkey.locked(BUNDLE, kind=handlerkey.Kind.RECOVERY, secret=bytes(20)),
}


def unwrap(sealed: bytes, *, case: str = CASE, epoch: int = 1, recipient: str = REPORTER) -> bytes:
    return casekey.unwrap(sealed, seed=SEED, case=case, epoch=epoch, recipient=recipient)


def unseal_file(sealed: bytes, *, file: str = FILE) -> files.PlainFile:
    return files.unseal_file(sealed, case_key=SEED, case=CASE, epoch=1, file=file)


def unseal_note(sealed: bytes) -> bytes:
    return message.unseal_note(sealed, bundle=SEED * 2, case=CASE, key=KEY, position=1)


def unseal(sealed: bytes) -> bytes:
    return message.unseal_message(sealed, case_key=SEED, place=PLACE)


OPENERS = {"wrap": (WRAPPED, unwrap), "message": (SEALED, unseal), "note": (NOTE, unseal_note)}
OPENERS_OF_FILES = {"file": (SEALED_FILE, unseal_file)}
EVERYTHING = OPENERS | OPENERS_OF_FILES


@given(day=st.dates(min_value=date(1000, 1, 1)))
def test_a_day_that_is_agreed_to_is_the_day_that_was_read(day: date) -> None:
    number = asking.number_of(day)
    assert str(number) == day.isoformat().replace("-", "")
    sent = asking.Act(act="agree", case=CASE, lookup=SEED, value=number)
    back = envelope.parse(envelope.pack(sent))
    assert back == sent
    assert sent.until == day


@given(number=st.one_of(st.integers(), st.integers(10_000_000, 99_999_999)))
@example(number=0)
@example(number=1)
@example(number=20_260_229)
@example(number=2**53 - 1)
def test_what_is_no_day_is_agreed_to_by_nobody(number: int) -> None:
    text = str(number)
    try:
        known = bool(date.fromisoformat(f"{text[:4]}-{text[4:6]}-{text[6:]}"))
    except ValueError:
        known = False
    assert (number in asking.ACTS["agree"]) == known


@given(st.binary(max_size=padding.LONGEST))
def test_padding_comes_off(content: bytes) -> None:
    padded = padding.pad(content)
    assert len(padded) in padding.SIZES
    assert padding.unpad(padded) == content


@pytest.mark.parametrize("length", [0, 4_092, 4_093, 16_380, 16_381, 65_532])
def test_a_message_opens_at_the_bounds_of_its_size(length: int) -> None:
    sealed = message.seal_message(b"x" * length, case_key=SEED, place=PLACE)
    assert len(sealed) in message.SEALED_SIZES
    assert unseal(sealed) == b"x" * length


def test_what_is_too_long_is_not_sealed() -> None:
    with pytest.raises(ValueError, match=r"^$"):
        message.seal_message(bytes(65_533), case_key=SEED, place=PLACE)


def test_everything_opens() -> None:
    assert unwrap(WRAPPED) == SEED
    assert unseal(SEALED) == unseal_note(NOTE) == b"iets"
    assert unseal_file(SEALED_FILE).content == b"x" * 70_000


@pytest.mark.parametrize("length", [0, 1, 65_400, 65_536, 131_072, 1_048_575, 1_048_576, 1_048_577])
def test_a_file_opens_whatever_its_length(length: int) -> None:
    plain = files.PlainFile("brief.pdf", "application/pdf", bytes(length))
    sealed = files.seal_file(plain, case_key=SEED, case=CASE, epoch=1, file=FILE)
    assert files.may_be_file(len(sealed))
    assert unseal_file(sealed) == plain


@pytest.mark.parametrize("name", EVERYTHING)
@given(place=st.integers(0), bit=st.integers(0, 7))
@settings(max_examples=40, deadline=None)
def test_a_bit_that_fell_over_is_refused(name: str, place: int, bit: int) -> None:
    sealed, opener = EVERYTHING[name]
    broken = bytearray(sealed)
    broken[place % len(sealed)] ^= 1 << bit
    with pytest.raises(Refused) as refused:
        opener(bytes(broken))
    assert (refused.value.code, str(refused.value)) == ("cannot_open", "This cannot be opened.")


@pytest.mark.parametrize("name", EVERYTHING)
@given(length=st.integers(0))
@settings(max_examples=40, deadline=None)
def test_what_was_cut_short_is_refused(name: str, length: int) -> None:
    sealed, opener = EVERYTHING[name]
    with pytest.raises(Refused) as refused:
        opener(sealed[: length % len(sealed)])
    assert refused.value.code == "cannot_open"


@pytest.mark.parametrize("kind", LOCKED)
@given(place=st.integers(0, 79), bit=st.integers(0, 7))
@settings(max_examples=20, deadline=None)
def test_a_lock_that_was_changed_stays_shut(kind: handlerkey.Kind, place: int, bit: int) -> None:
    lock = LOCKED[kind]
    secret = SEED if kind is handlerkey.Kind.PASSKEY else bytes(20)
    broken = bytearray(lock.sealed)
    broken[place] ^= 1 << bit
    assert handlerkey.unlocked(lock, key=BUNDLE.public().key, secret=secret) == BUNDLE
    with pytest.raises(Refused):
        handlerkey.unlocked(
            handlerkey.Lock(kind, lock.salt, lock.nonce, bytes(broken)),
            key=BUNDLE.public().key,
            secret=secret,
        )


@pytest.mark.parametrize(
    "moved", [{"case": "d" * 32}, {"epoch": 2}, {"recipient": KEY}], ids=["case", "epoch", "recipient"]
)
def test_a_wrap_that_was_moved_is_refused(moved: dict[str, str | int]) -> None:
    place = {"case": CASE, "epoch": 1, "recipient": REPORTER} | moved
    with pytest.raises(Refused):
        casekey.unwrap(WRAPPED, seed=SEED, **place)  # type: ignore[arg-type] # each field has its own type


@pytest.mark.parametrize(
    "place",
    [
        Place("d" * 32, 1, REPORTER, 1),
        Place(CASE, 2, REPORTER, 1),
        Place(CASE, 1, KEY, 1),
        Place(CASE, 1, REPORTER, 2),
    ],
)
def test_a_message_that_was_moved_is_refused(place: Place) -> None:
    with pytest.raises(Refused):
        message.unseal_message(SEALED, case_key=SEED, place=place)


def test_a_file_without_its_last_chunk_or_with_two_swapped_is_refused() -> None:
    step = files.CHUNK + 16
    head, first, second = SEALED_FILE[:32], SEALED_FILE[32 : 32 + step], SEALED_FILE[32 + step :]
    for broken in (head + first, head + second + first, head + first + second + second, head):
        with pytest.raises(Refused):
            unseal_file(broken)
    with pytest.raises(Refused):
        unseal_file(SEALED_FILE, file="e" * 32)


@given(st.text())
def test_a_cleaned_name_may_stand_in_a_file(name: str) -> None:
    assert files.PlainFile(files.clean_name(name), "text/plain", b"").name


@pytest.mark.parametrize(
    ("called", "kept"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\piet\\brief.pdf", "brief.pdf"),
        ("a\0b.txt", "ab.txt"),
        ("..", "file"),
        ("map/", "file"),
        ("omge\u202ekeerd.pdf", "omgekeerd.pdf"),
    ],
)
def test_a_name_keeps_no_path_and_nothing_unseen(called: str, kept: str) -> None:
    assert files.clean_name(called) == kept


@given(st.binary(min_size=20, max_size=20))
def test_a_recovery_code_can_be_typed_back(code: bytes) -> None:
    shown = handlerkey.code_shown(code)
    assert len(shown) == 39
    assert handlerkey.code_typed(shown.lower().replace("0", "o").replace("1", "l").replace("-", " ")) == code


@pytest.mark.parametrize("typed", ["", "0" * 31, "0" * 33, "U" * 32, "é" * 32])
def test_what_is_no_recovery_code_is_refused(typed: str) -> None:
    with pytest.raises(Refused):
        handlerkey.code_typed(typed)


def test_a_receipt_gives_the_same_however_it_is_typed() -> None:
    derived = receipt.derive("aap noot mies", salt=SALT)
    assert derived == receipt.derive("  Aap   NOOT\nmies ", salt=SALT)
    assert derived != receipt.derive("aap noot mies", salt=b"1" * 16)
    assert receipt.kept(derived.lookup) != derived.lookup.hex()


def test_the_organisation_key_opens_with_its_passphrase_alone() -> None:
    file = organisationkey.key_file(SEED, passphrase=GOOD)
    assert organisationkey.seed_in(file, passphrase=GOOD) == SEED
    with pytest.raises(Refused):
        organisationkey.seed_in(file, passphrase=OTHER)
    with pytest.raises(Refused):
        organisationkey.public_in(file[:-1])
