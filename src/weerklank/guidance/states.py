"""What is said of a counsellor in one word, and what of the signpost is counted."""

from __future__ import annotations

from enum import StrEnum


class Gender(StrEnum):
    """As a counsellor wants it shown: some people can only tell a woman, others only a man."""

    WOMAN = "woman"
    MAN = "man"
    OTHER = "other"
    UNSAID = "unsaid"


class Step(StrEnum):
    """What of the signpost is counted, by month: a start, and an end at people to turn to."""

    STARTED = "started"
    ENDED = "ended"


class Gap(StrEnum):
    """Why a unit is not covered."""

    FEWER_THAN_TWO = "fewer_than_two"
    NONE_EXTERNAL = "none_external"
    ONE_GENDER = "one_gender"


class Medium(StrEnum):
    """By what a campaign reaches people."""

    INTRANET = "intranet"
    EMAIL = "email"
    POSTER = "poster"
    MEETING = "meeting"
    TRAINING = "training"
    OTHER = "other"
