"""Numbers in addresses: every one that a row can have, and none that no store can hold."""

from __future__ import annotations

import pytest
from django.urls import Resolver404, resolve, reverse

from weerklank.web.addresses import LARGEST

APPROVE = "office:disclosure_approve"


@pytest.mark.parametrize("number", [0, 10**18 - 1, 10**18, 2**62 - 1, LARGEST])
def test_every_number_of_a_row_has_an_address(number: int) -> None:
    assert resolve(reverse(APPROVE, args=[number])).kwargs == {"number": number}


@pytest.mark.parametrize("number", [str(LARGEST + 1), "9" * 19, "1" * 20])
def test_a_number_that_no_store_can_hold_is_the_address_of_nothing(number: str) -> None:
    with pytest.raises(Resolver404):
        resolve(reverse(APPROVE, args=[0]).replace("/0/", f"/{number}/"))
