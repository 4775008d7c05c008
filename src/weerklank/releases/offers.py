"""What can be asked by filters, and what cannot and why: the list that is published beside the answers."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from weerklank.packaged import packaged

if TYPE_CHECKING:
    from weerklank.fieldwork.form import Words
    from weerklank.stats.filters import Declined, Offer
    from weerklank.stats.policy import Policy


def listed(offer: Offer, *, policy: Policy, answers: str) -> dict[str, object]:
    """Return the list as it stands in a file of JSON.

    `answers`: the name of the file with the answers. Each offered combination tells how many groups it has and
    how many of them have figures; both can be counted in the answers. What is not offered has no count.
    """
    layout = offer.table.layout
    return {
        "answers": answers,
        "hierarchy": list(layout.hierarchy.levels),
        "response": layout.response,
        "filters": {background.name: list(background.codes) for background in layout.backgrounds},
        "linked": layout.linked,
        "attacker": policy.attacker,
        "rules": _rules(policy, response=layout.response),
        "offered": [_offered(offer, one) for one in ((), *offer.offered)],
        "not_offered": [_declined(one, policy, response=layout.response) for one in offer.declined],
    }


def _rules(policy: Policy, *, response: str) -> dict[str, int]:
    return {
        "smallest_group": policy.floor(response),
        "smallest_yes": policy.smallest_yes,
        "smallest_no": policy.smallest_no,
        "smallest_width": policy.smallest_width,
    }


def _offered(offer: Offer, filters: tuple[str, ...]) -> dict[str, object]:
    groups, shown = offer.shown(filters)
    return {"filters": list(filters), "groups": groups, "shown": shown}


def _declined(one: Declined, policy: Policy, *, response: str) -> dict[str, object]:
    return {
        "filters": list(one.filters),
        "attacker": policy.attacker,
        "rule": one.why.value,
        "why": {
            language: reason(one, policy, response=response, language=language) for language in ("nl", "en")
        },
    }


def reason(one: Declined, policy: Policy, *, response: str, language: str) -> str:
    """Return why a combination is not offered, in words: which filters, which attacker, which rule."""
    attacker = texts()[policy.attacker][language]
    return texts()[one.why.value][language].format(
        filters=" × ".join(one.filters),
        attacker=attacker,
        Attacker=attacker[0].upper() + attacker[1:],
        group=policy.floor(response),
        yes=policy.smallest_yes,
        no=policy.smallest_no,
        width=policy.smallest_width,
    )


@cache
def texts() -> dict[str, Words]:
    """Return every text by its key, as `offer.yaml` in this package has it."""
    known: dict[str, Words] = packaged(__package__, "offer.yaml")
    return known
