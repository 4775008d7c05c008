"""A figure that may be shown: value, interval, base, and a checksum that finds any change."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from enum import Enum

from weerklank.errors import Refused
from weerklank.flow import Flow

Words = dict[str, str]
"""A text in each language of the product: ``{"nl": …, "en": …}``."""


class Unit(Enum):
    """What the value of a figure counts."""

    PERCENT = "pct"
    MEAN = "mean"


class ReleaseState(Enum):
    """How far a release is on its way to the public."""

    PREPARED = "prepared"
    APPROVED = "approved"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"


RELEASE_FLOW = Flow(
    {
        ReleaseState.PREPARED: {ReleaseState.APPROVED, ReleaseState.WITHDRAWN},
        ReleaseState.APPROVED: {ReleaseState.PUBLISHED, ReleaseState.WITHDRAWN},
        ReleaseState.PUBLISHED: {ReleaseState.WITHDRAWN},
    }
)


@dataclass(frozen=True)
class Figure:
    """One published figure.

    `value`, `low`, `high` are in percent (0 to 100) for `Unit.PERCENT`, on the item's scale for `Unit.MEAN`;
    `low` and `high` bound the interval with coverage `level` (0.95). `respondents` is the number of answers the
    figure rests on, unweighted. `base` says in words who could have answered. `domain` is "" for everybody, else
    the code of a unit or background. `decimals` is the rounding at which the figure is published.
    """

    indicator: str
    label: Words
    unit: Unit
    value: float
    low: float
    high: float
    respondents: int
    base: Words
    population: Words
    wave: str
    domain: str = ""
    decimals: int = 0
    level: float = 0.95

    def rounded(self) -> float:
        """Return the value at its published rounding (half to even on the binary value, as Python rounds)."""
        return round(self.value, self.decimals)


@dataclass(frozen=True)
class Release:
    """Figures that leave together: prepared, approved by a second person, published.

    `checksum` is the SHA-256 of the canonical JSON of everything else but the state; `verify` recomputes it.
    """

    id: str
    title: Words
    wave: str
    state: ReleaseState
    figures: tuple[Figure, ...]
    checksum: str

    def find(self, indicator: str, *, domain: str = "") -> Figure:
        """Return a figure that may be quoted.

        Raises `Refused`: "unpublished" where the release is not, "checksum" where it was changed,
        "no_such_figure" where it holds none, "no_base" where the figure has no base.
        """
        if self.state is not ReleaseState.PUBLISHED:
            raise Refused("unpublished", f"Release {self.id} is {self.state.value}: publish it first.")
        verify(self)
        for figure in self.figures:
            if (figure.indicator, figure.domain) == (indicator, domain):
                if not all(figure.base.values()) or not figure.base or figure.respondents < 1:
                    raise Refused("no_base", f"{indicator} has no base: say who could have answered.")
                return figure
        raise Refused(
            "no_such_figure", f"Release {self.id} holds no safe figure {indicator} {domain}".rstrip()
        )


def release(*, release_id: str, title: Words, wave: str, figures: tuple[Figure, ...]) -> Release:
    """Return a prepared release with its checksum."""
    return Release(
        release_id, title, wave, ReleaseState.PREPARED, figures, _checksum(release_id, title, wave, figures)
    )


def step(earlier: Release, state: ReleaseState) -> Release:
    """Return the release one state further; raise `Refused("no_such_move")` where there is no such move."""
    verify(earlier)
    return Release(
        earlier.id,
        earlier.title,
        earlier.wave,
        RELEASE_FLOW.step(earlier.state, state),
        earlier.figures,
        earlier.checksum,
    )


def verify(candidate: Release) -> None:
    """Raise `Refused("checksum")` where anything but the state was changed after the release was made."""
    if candidate.checksum != _checksum(candidate.id, candidate.title, candidate.wave, candidate.figures):
        raise Refused("checksum", f"Release {candidate.id} was changed after it was made: make it again.")


def _checksum(release_id: str, title: Words, wave: str, figures: tuple[Figure, ...]) -> str:
    content = {"id": release_id, "title": title, "wave": wave, "figures": [_plain(f) for f in figures]}
    canonical = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def _plain(figure: Figure) -> dict[str, object]:
    return asdict(figure) | {"unit": figure.unit.value}
