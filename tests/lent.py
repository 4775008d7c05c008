"""Receipts and keys for tests: working one out is slow on purpose, so it is done once and lent to each test.

One is free where the store of the test does not have it. They are drawn anew in each run.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from weerklank.cases.models import Case
from weerklank.cases.queries import installation_salt
from weerklank.people.models import HandlerKey
from weerklank.seal.handlerkey import (
    Bundle,
    Kind,
    Lock,
    locked,
    new_bundle,
    new_code,
    new_passphrase,
    of_passphrase,
)
from weerklank.seal.receipt import Receipt, derive, kept, new_words

if TYPE_CHECKING:
    from collections.abc import Callable

Thing = TypeVar("Thing")


@dataclass(frozen=True)
class Keys:
    """The private keys of a handler, what opens them, and their locks: one of each."""

    bundle: Bundle
    passphrase: str
    code: bytes
    locks: tuple[Lock, Lock]


@dataclass(frozen=True)
class Words:
    """Seven words, and what they give at an installation."""

    words: str
    receipt: Receipt


RECEIPTS: defaultdict[bytes, list[Words]] = defaultdict(list)
"""By the salt of the installation."""
KEYS: list[Keys] = []


def receipt_lent() -> Words:
    """Seven words of which no case is there."""
    salt = installation_salt()
    return lent(RECEIPTS[salt], make=partial(new_receipt, salt=salt), is_taken=has_case)


def keys_lent() -> Keys:
    """The keys of a handler whom nobody knows."""
    return lent(KEYS, make=new_keys, is_taken=is_known)


def lent(kept_ones: list[Thing], *, make: Callable[[], Thing], is_taken: Callable[[Thing], bool]) -> Thing:
    """The first that is free; where none is, a new one that is kept too."""
    for one in kept_ones:
        if not is_taken(one):
            return one
    kept_ones.append(make())
    return kept_ones[-1]


def new_receipt(*, salt: bytes) -> Words:
    words = new_words()
    return Words(words, derive(words, salt=salt))


def has_case(drawn: Words) -> bool:
    return Case.objects.filter(lookup=kept(drawn.receipt.lookup)).exists()


def new_keys() -> Keys:
    bundle, passphrase, code = new_bundle(), new_passphrase(), new_code()
    by_heart = locked(bundle, kind=Kind.PASSPHRASE, secret=of_passphrase(passphrase))
    return Keys(bundle, passphrase, code, (by_heart, locked(bundle, kind=Kind.RECOVERY, secret=code)))


def is_known(made: Keys) -> bool:
    return HandlerKey.objects.filter(key=made.bundle.public().key).exists()
