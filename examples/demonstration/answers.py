"""The invented answers to every question of the reference questionnaire and of its supplement, with routing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from examples.demonstration.conduct import conduct
from examples.demonstration.sheet import NO, NOT_SAID, UNKNOWN, YES, Sheet, parted, tilted

if TYPE_CHECKING:
    from examples.demonstration.people import Numbers, Staff
    from examples.demonstration.sheet import Column
    from examples.demonstration.targets import Aims

AGREE = {
    "CL1": 4.2, "CL2": 4.1, "CL3": 3.9, "CL4": 2.1, "CL5": 3.6, "CL6": 3.4,
    "FB1": 3.7, "FB2": 3.8, "FB3": 3.8,
    "SU1": 4.0, "SU2": 3.8, "SU3": 3.7, "SU4": 2.3,
    "IN1": 4.2, "IN2": 4.0, "IN3": 3.8, "IN4": 3.4, "IN5": 3.9, "IN6": 2.0,
    "IB1": 3.4, "IB2": 3.3, "IB3": 3.0,
    "MV6": 3.3, "MV7": 2.2,
}  # fmt: skip
"""The mean of each question on a scale of agreement that the letter does not report."""
REVERSED = frozenset({"CL4", "SU4", "IN6", "MV7"})
MORAL_QUESTIONS = (0.46, 0.33, 0.12, 0.06, 0.03)
SUBJECTS = {
    "a": 0.34, "b": 0.40, "c": 0.27, "d": 0.18, "e": 0.22, "f": 0.06, "g": 0.33, "h": 0.13, "i": 0.09,
}  # fmt: skip
HAS_ONE = (2, 3, 4, 5)
DONT_KNOW = {UNKNOWN: 0.015}


def answers(staff: Staff, *, weights: Numbers, aims: Aims, rng: np.random.Generator) -> dict[str, Column]:
    """Return the answers of these people, a column a question (an option, for several), int8.

    Missing codes are the questionnaire's: −1 skipped, −2 not asked, −8 not said, −9 not known.
    """
    sheet = Sheet(weights, rng=rng)
    climate(sheet, staff, aims=aims)
    conduct(sheet, staff, share=aims.share)
    awareness(sheet, staff, share=aims.share)
    moral_questions(sheet, staff, aims=aims)
    about_you(sheet, staff)
    supplement(sheet, staff, aims=aims)
    return sheet.columns


def climate(sheet: Sheet, staff: Staff, *, aims: Aims) -> None:
    """Fill in CL, FB, SU, IN and IB."""
    for column in (name for name in AGREE if not name.startswith("MV")):
        agree(sheet, column, staff, aims=aims)
        if column == "SU4":
            disagree(sheet, "SU5", staff, share=aims.share["not_be_self"])


def agree(sheet: Sheet, column: str, staff: Staff, *, aims: Aims) -> None:
    """Fill in a question on agreement with its own mean, which moves with the scenario."""
    way = -1 if column in REVERSED else 1
    score = sheet.noisy(way * staff.climate)
    sheet.grade(column, score, shares=tilted(AGREE[column] + way * aims.climate), refusals=DONT_KNOW)


def disagree(sheet: Sheet, column: str, staff: Staff, *, share: float) -> None:
    """Fill in a question on agreement with which `share` disagrees (codes 1 and 2)."""
    shares = parted(share, lower=(0.25, 0.75), upper=(0.16, 0.50, 0.34))
    sheet.grade(column, sheet.noisy(staff.climate), shares=shares, refusals=DONT_KNOW)


def awareness(sheet: Sheet, staff: Staff, *, share: dict[str, float]) -> None:
    """Fill in BK. Who does not know that there is a counsellor does not know how to reach one."""
    knows(sheet, "BK1", sheet.noisy(staff.knowledge), share=share["knows_counsellor_exists"])
    score = sheet.noisy(staff.knowledge) - 100 * sheet.found("BK1", [NO, UNKNOWN])
    knows(sheet, "BK2", score, share=share["knows_counsellor_findable"])
    knows(sheet, "BK3", sheet.noisy(staff.knowledge), share=share["knows_code"])
    where_to_report(sheet, staff, share=share["knows_where_to_report"])
    knows(sheet, "BK6", sheet.noisy(staff.climate), share=0.48)


def knows(sheet: Sheet, column: str, score: Numbers, *, share: float) -> None:
    """Fill in a question on knowing; a quarter of who does not know says «don't know», which counts as no."""
    sheet.yes_or_no(column, score, yes=share, refused=0)
    sheet.doubt(column, among=[NO], share=0.25)


def where_to_report(sheet: Sheet, staff: Staff, *, share: float) -> None:
    """Fill in BK4 and BK5, of which one yes is enough; they stand together and are skipped together."""
    answering = sheet.ask("BK4")
    sheet.columns["BK5"] = sheet.columns["BK4"].copy()
    knows_one = sheet.top(sheet.noisy(staff.knowledge), among=answering, share=share)
    both = {"BK4": sheet.happens(0.86), "BK5": sheet.happens(0.80)}
    sheet.at_least_one(both)
    for column, flags in both.items():
        sheet.columns[column][answering] = np.where(knows_one & flags, YES, NO)[answering]
        sheet.doubt(column, among=[NO], share=0.25)


def moral_questions(sheet: Sheet, staff: Staff, *, aims: Aims) -> None:
    """Fill in MV."""
    sheet.grade("MV1", sheet.noisy(-0.5 * staff.climate), shares=MORAL_QUESTIONS, refusals={UNKNOWN: 0.03})
    has_one = sheet.found("MV1", HAS_ONE)
    sheet.choose("MV2", SUBJECTS, of=has_one)
    sheet.yes_or_no("MV3", sheet.noisy(0.5 * staff.climate), yes=0.80, of=has_one)
    helped, followed = (0.10, 0.33, 0.37, 0.20), (0.36, 0.33, 0.21, 0.10)
    sheet.grade("MV4", sheet.noisy(staff.climate), shares=helped, of=sheet.found("MV3", [YES]))
    sheet.grade("MV5", sheet.noisy(staff.climate), shares=followed, of=has_one, refusals={UNKNOWN: 0.05})
    agree(sheet, "MV6", staff, aims=aims)
    agree(sheet, "MV7", staff, aims=aims)


def about_you(sheet: Sheet, staff: Staff) -> None:
    """Fill in AG. The first three come from the personnel register, as calibration needs; none is missing."""
    for column in ("AG1", "AG2", "AG3"):
        sheet.columns[column] = staff.background[column].astype(np.int8)
    for column in ("AG4", "AG5"):
        answering = sheet.ask(column, refusals={NOT_SAID: 0.015})
        sheet.columns[column][answering] = staff.background[column][answering]


def supplement(sheet: Sheet, staff: Staff, *, aims: Aims) -> None:
    """Fill in VV, GD and RO."""
    score = sheet.noisy(staff.climate, noise=0.6)
    sheet.grade("VV1", score, shares=tilted(aims.mean), refusals=DONT_KNOW)
    disagree(sheet, "VV2", staff, share=aims.share["unsafe_feedback"])
    disagree(sheet, "VV3", staff, share=aims.share["not_stand_up"])
    sheet.yes_or_no("GD1", sheet.noisy(-staff.climate), yes=aims.share["discrimination_witnessed"])
    adequate = aims.share["org_responds_adequately"]
    shares = parted(1 - adequate, lower=(0.08, 0.22, 0.70), upper=(0.72, 0.28))
    sheet.grade("RO1", sheet.noisy(staff.climate), shares=shares)
    sheet.doubt("RO1", among=[3], share=0.40)
    shares = parted(1 - aims.share["decisions_influenced"], lower=(1,), upper=(0.55, 0.35, 0.10))
    sheet.grade("RO2", sheet.noisy(staff.exposure - 0.4 * staff.climate), shares=shares)
    sheet.doubt("RO2", among=[1], share=0.18)
