"""The invented answers about conduct: what happened, who did it, what was seen, and whether it was told."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from examples.demonstration.people import LEADS, OLD, WOMAN, YOUNG
from examples.demonstration.sheet import NO, NOT_SAID, UNKNOWN, YES, tilted

if TYPE_CHECKING:
    from examples.demonstration.people import Staff
    from examples.demonstration.sheet import Flags, Numbers, Sheet

HAPPENED = (2, 3, 4, 5)
HOW_OFTEN = (0.40, 0.42, 0.12, 0.06)
"""Of those to whom it happened: once, now and then, monthly, weekly."""
INSIDE = {"a": 0.60, "b": 0.32, "c": 0.22}
TIED_TO_CLIMATE = 0.6
GROUNDS = {
    "c": 0.24, "d": 0.10, "e": 0.07, "f": 0.12, "g": 0.08, "h": 0.08, "i": 0.06, "j": 0.02, "k": 0.06, "l": 0.10,
}  # fmt: skip
CONTACTS = {
    "a": 0.55, "b": 0.50, "c": 0.15, "d": 0.14, "e": 0.05, "f": 0.09, "g": 0.07, "h": 0.03, "i": 0.01, "j": 0.03,
    "k": 0.08,
}  # fmt: skip
REASONS = {"a": 0.45, "b": 0.28, "c": 0.30, "d": 0.20, "e": 0.12, "f": 0.06, "g": 0.14, "h": 0.07, "i": 0.08}


@dataclass(frozen=True)
class Behaviour:
    """One behaviour: which aims it has, from inside and from the public, and how many meet it from elsewhere."""

    column: str
    inside: str
    public: str = ""
    elsewhere: float = 0.004
    public_share: float = 0.004


BEHAVIOURS = (
    Behaviour("OG_BUL", "bullying_internal"),
    Behaviour("OG_VER", "verbal_aggression_internal", "verbal_aggression_citizens", elsewhere=0.02),
    Behaviour("OG_THR", "threat_internal", "threat_citizens", elsewhere=0.012),
    Behaviour("OG_PHY", "physical_internal", "physical_citizens"),
    Behaviour("OG_DIS", "discrimination_experienced"),
    Behaviour("OG_SEX", "sexual_attention_internal", "sexual_attention_citizens"),
    Behaviour("OG_POW", "power_internal"),
)


@dataclass(frozen=True)
class Pressure:
    """Scores behind what happens to a person: from inside, tied to the climate, and from the public."""

    inside: Numbers
    public: Numbers


def conduct(sheet: Sheet, staff: Staff, *, share: dict[str, float]) -> None:
    """Fill in the sections on conduct: OG, OGW, DG, SG and ML."""
    pressure = pressures(sheet, staff)
    sides = {b.column: what_happened(sheet, b, pressure, share=share) for b in BEHAVIOURS}
    for column, of_column in sides.items():
        who_did_it(sheet, column, staff, sides=of_column)
    grounds(sheet, staff)
    seen(sheet, pressure, share=share)
    told(sheet, staff)


def pressures(sheet: Sheet, staff: Staff) -> Pressure:
    """Return the scores behind conduct: less from inside where the climate is safer, more for the youngest."""
    background = staff.background
    lean = (
        0.15 * (background["AG1"] == YOUNG)
        + 0.2 * (background["AG2"] == WOMAN)
        - 0.1 * (background["AG3"] == LEADS)
    )
    inside = sheet.noisy(lean - TIED_TO_CLIMATE * staff.climate, noise=0.7)
    return Pressure(inside, sheet.noisy(staff.exposure - 0.1 * staff.climate, noise=0.5))


def what_happened(
    sheet: Sheet, behaviour: Behaviour, pressure: Pressure, *, share: dict[str, float]
) -> dict[str, Flags]:
    """Ask whether a behaviour happened and return from which side: inside, public, elsewhere, or unsaid.

    A share that is aimed at counts those who said by whom, so who does not say is set apart before the cut.
    """
    answering = sheet.ask(behaviour.column, refusals={NOT_SAID: 0.012})
    inside = sheet.noisy(pressure.inside, noise=0.8)
    public = sheet.noisy(pressure.public, noise=0.5)
    elsewhere = sheet.noisy(np.zeros(len(sheet)))
    unsaid = sheet.top(inside, among=answering, share=0.15) & sheet.happens(0.02)
    if behaviour.column == "OG_DIS":
        meets = sheet.top(np.maximum(inside, public - 1), among=answering, share=share[behaviour.inside])
        sides = _sides_of_discrimination(sheet, public, meets=meets, unsaid=unsaid)
    else:
        said = answering & ~unsaid
        from_public = share.get(behaviour.public, behaviour.public_share)
        sides = {
            "inside": sheet.top(inside, among=said, share=share[behaviour.inside]),
            "public": sheet.top(public, among=said, share=from_public),
            "elsewhere": sheet.top(elsewhere, among=said, share=behaviour.elsewhere),
            "unsaid": unsaid,
        }
    _how_often(sheet, behaviour.column, answering=answering, sides=sides, severity=inside)
    return sides


def _sides_of_discrimination(
    sheet: Sheet, public: Numbers, *, meets: Flags, unsaid: Flags
) -> dict[str, Flags]:
    """Return from which side discrimination came: its aim counts all who met it, so the sides come after."""
    by_public = meets & (public > np.median(public[meets])) & sheet.happens(0.6)
    elsewhere = meets & sheet.happens(0.05)
    inside = meets & (~(by_public | elsewhere) | sheet.happens(0.4))
    return {"inside": inside, "public": by_public, "elsewhere": elsewhere, "unsaid": meets & unsaid}


def _how_often(
    sheet: Sheet, column: str, *, answering: Flags, sides: dict[str, Flags], severity: Numbers
) -> None:
    met = np.any(list(sides.values()), axis=0)
    often = sheet.cut(sheet.noisy(severity), among=met, shares=HOW_OFTEN)
    sheet.columns[column][answering] = (1 + often)[answering]


def who_did_it(sheet: Sheet, column: str, staff: Staff, *, sides: dict[str, Flags]) -> None:
    """Fill in who did it; somebody whom one leads can only be named by who leads."""
    inside = {option: sheet.happens(odds) for option, odds in INSIDE.items()}
    inside["d"] = sheet.happens(0.15) & (staff.background["AG3"] == LEADS)
    sheet.at_least_one(inside)
    chosen = {option: flags & sides["inside"] for option, flags in inside.items()}
    chosen |= {"e": sides["public"], "f": sides["elsewhere"]}
    sheet.check(f"WHO_{column}", chosen, of=sheet.found(column, HAPPENED), unsaid=sides["unsaid"])


def grounds(sheet: Sheet, staff: Staff) -> None:
    """Fill in on what ground, asked of whom discrimination happened to."""
    oldest, woman = staff.background["AG1"] == OLD, staff.background["AG2"] == WOMAN
    odds = {"a": np.where(oldest, 0.45, 0.25), "b": np.where(woman, 0.45, 0.15)} | GROUNDS
    sheet.choose("DG1", odds, of=sheet.found("OG_DIS", HAPPENED))


def seen(sheet: Sheet, pressure: Pressure, *, share: dict[str, float]) -> None:
    """Fill in what was seen of others and what was done then."""
    sheet.yes_or_no("SG1", sheet.noisy(pressure.inside), yes=share["misconduct_seen"])
    sheet.yes_or_no("SG2", sheet.noisy(pressure.inside, noise=1.4), yes=share["breach_seen"])
    saw = sheet.found("SG1", [YES]) | sheet.found("SG2", [YES])
    sheet.choose("SG3", {"a": 0.30, "b": 0.45, "c": 0.40}, of=saw, alone={"d": 0.22})


def told(sheet: Sheet, staff: Staff) -> None:
    """Fill in whether it was told, to whom or why not, and what came of it."""
    columns = [behaviour.column for behaviour in BEHAVIOURS]
    met = np.any([sheet.found(column, HAPPENED) for column in columns], axis=0)
    sheet.yes_or_no("ML1", sheet.noisy(0.4 * staff.climate), yes=0.62, of=met)
    did, did_not = sheet.found("ML1", [YES]), sheet.found("ML1", [NO])
    sheet.choose("ML2", CONTACTS, of=did)
    sheet.choose("ML3", REASONS, of=did_not)
    unsure = {UNKNOWN: 0.04}
    sheet.grade("ML4", sheet.noisy(staff.climate), shares=(0.34, 0.30, 0.22, 0.14), of=did, refusals=unsure)
    sheet.grade("ML5", sheet.noisy(staff.climate), shares=tilted(2.9), of=did, refusals=unsure)
    sheet.yes_or_no("ML6", sheet.noisy(-staff.climate), yes=0.21, of=did)
    sheet.grade("ML7", sheet.noisy(staff.climate), shares=(0.30, 0.27, 0.21, 0.22), of=met, refusals=unsure)
