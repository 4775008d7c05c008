"""Which text is a public key of the age format, and every slip in one."""

from __future__ import annotations

import pytest

from weerklank.retention.bech32 import is_recipient

KEY = "age1zvkyg2lqzraa2lnjvqej32nkuu0ues2s82hzrye869xeexvn73equnujwj"
"""A public key from the documentation of age."""


def test_a_key_is_known() -> None:
    assert is_recipient(KEY)


@pytest.mark.parametrize("place", range(5, len(KEY), 7))
def test_one_other_letter_is_found(place: int) -> None:
    slipped = KEY[:place] + ("q" if KEY[place] != "q" else "p") + KEY[place + 1 :]
    assert not is_recipient(slipped)


@pytest.mark.parametrize(
    "text",
    ["", "age1", KEY[:-1], KEY.upper(), f"{KEY} ", "age1é", "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4"],
)
def test_what_is_no_key_is_refused(text: str) -> None:
    assert not is_recipient(text)
