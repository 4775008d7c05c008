"""A figure that may be shown: value, interval, base, and a checksum that finds any change."""

from __future__ import annotations

import hashlib
import json
import math
from dataclasses import asdict, dataclass, field, replace
from typing import TYPE_CHECKING

from weerklank.errors import Refused
from weerklank.fieldwork.indicators import Unit
from weerklank.releases.states import RELEASE_FLOW, ReleaseState

if TYPE_CHECKING:
    from collections.abc import Mapping

    from weerklank.fieldwork.form import Words
    from weerklank.stats.compare import Verdict


@dataclass(frozen=True)
class Figure:
    """One published figure.

    `value`, `low`, `high` are in percent (0 to 100) for `Unit.PERCENT`, on the item's scale for `Unit.MEAN`;
    `low` and `high` bound the interval with coverage `level` (0.95). `respondents` is the number of answers
    the figure rests on, unweighted. `base` says in words who could have answered. `domain` is "" for
    everybody, else the code of a unit or background. `decimals` is the rounding at which the figure is
    published. `scale_from` and `scale_to` are the ends of the item's scale and matter for `Unit.MEAN` only.
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
    scale_from: float = 1.0
    scale_to: float = 5.0

    def rounded(self) -> float:
        """Return the value at its published rounding (half to even on the binary value, as Python rounds)."""
        return round(self.value, self.decimals)


@dataclass(frozen=True)
class Change:
    """One indicator in two waves, for the same domain.

    `difference` is later − earlier, in percentage points for `Unit.PERCENT`, in points of the scale for
    `Unit.MEAN`; `low` and `high` bound its interval. `p_adjusted` (0 to 1) is the p-value after Holm's
    correction over all changes compared together. `verdict` says which words a text may use.
    """

    earlier: Figure
    later: Figure
    difference: float
    low: float
    high: float
    p_adjusted: float
    verdict: Verdict


@dataclass(frozen=True)
class Withstood:
    """What the gate made sure of before there was a figure.

    `attacker` is whom the figures withstand; `smallest_group` the least respondents of a figure,
    `smallest_sensitive` that of the indicators in `sensitive`.
    """

    attacker: str
    smallest_group: int
    smallest_sensitive: int
    sensitive: tuple[str, ...] = ()

    def floor(self, indicator: str) -> int:
        """Return the least number of respondents of a figure."""
        return self.smallest_sensitive if indicator in self.sensitive else self.smallest_group


@dataclass(frozen=True)
class Release:
    """Figures, and changes since an earlier wave, that leave together.

    They are prepared, approved by a second person, and published.
    `checksum` is the SHA-256 of the canonical JSON of everything else but the state; `verify` recomputes it.
    `withstood` is None for figures that did not come from the gate: those cannot be approved. `names` tells what
    a column of groups is called, and each of its members by its domain, shown or not.
    """

    id: str
    title: Words
    wave: str
    state: ReleaseState
    figures: tuple[Figure, ...]
    checksum: str
    changes: tuple[Change, ...] = ()
    withstood: Withstood | None = None
    names: Mapping[str, Words] = field(default_factory=dict)

    def find(self, indicator: str, *, domain: str = "") -> Figure:
        """Return a figure that may be quoted.

        Raises `Refused`: "unpublished" where the release is not, "checksum" where it was changed,
        "no_such_figure" where it holds none, "no_base" where the figure has no base.
        """
        self._require_published()
        for figure in self.figures:
            if (figure.indicator, figure.domain) == (indicator, domain):
                return _with_base(figure)
        raise Refused(
            "no_such_figure", f"Release {self.id} holds no safe figure {indicator} {domain}".rstrip()
        )

    def find_change(self, indicator: str, *, domain: str = "") -> Change:
        """Return a change that may be quoted; raises as `find`, with "no_such_change" where there is none."""
        self._require_published()
        for change in self.changes:
            if (change.later.indicator, change.later.domain) == (indicator, domain):
                _with_base(change.earlier)
                _with_base(change.later)
                return change
        raise Refused("no_such_change", f"Release {self.id} holds no change {indicator} {domain}".rstrip())

    def _require_published(self) -> None:
        if self.state is not ReleaseState.PUBLISHED:
            raise Refused("unpublished", f"Release {self.id} is {self.state.value}: publish it first.")
        verify(self)


def has_base(figure: Figure) -> bool:
    """Return whether the figure says, in every language it has, who could have answered, and somebody did."""
    return bool(figure.base) and all(figure.base.values()) and figure.respondents >= 1


def release(
    *,
    release_id: str,
    title: Words,
    wave: str,
    figures: tuple[Figure, ...],
    changes: tuple[Change, ...] = (),
    withstood: Withstood | None = None,
    names: Mapping[str, Words] | None = None,
) -> Release:
    """Return a prepared release with its checksum.

    Raises `Refused("bad_figure")` for a number that is not finite, a value outside its own interval, or a
    percentage below 0 or above 100.
    """
    for figure in (*figures, *(f for change in changes for f in (change.earlier, change.later))):
        _require_sound(figure)
    for change in changes:
        _require_sound_change(change)
    unsigned = Release(
        release_id, title, wave, ReleaseState.PREPARED, figures, "", changes, withstood, names or {}
    )
    return replace(unsigned, checksum=_checksum(unsigned))


def step(earlier: Release, state: ReleaseState) -> Release:
    """Return the release one state further; raise `Refused("no_such_move")` where there is no such move."""
    verify(earlier)
    return replace(earlier, state=RELEASE_FLOW.step(earlier.state, state))


def verify(candidate: Release) -> None:
    """Raise `Refused("checksum")` where anything but the state was changed after the release was made."""
    if candidate.checksum != _checksum(candidate):
        raise Refused("checksum", f"Release {candidate.id} was changed after it was made: make it again.")


def _with_base(figure: Figure) -> Figure:
    if not has_base(figure):
        raise Refused("no_base", f"{figure.indicator} has no base: say who could have answered.")
    return figure


def _require_sound(figure: Figure) -> None:
    finite = all(math.isfinite(v) for v in (figure.value, figure.low, figure.high))
    least, most = (0.0, 100.0) if figure.unit is Unit.PERCENT else (-math.inf, math.inf)
    if not (finite and figure.low <= figure.value <= figure.high and least <= figure.value <= most):
        raise Refused(
            "bad_figure",
            f"{figure.indicator} {figure.domain}".rstrip()
            + ": a figure is finite, inside its interval, and 0 to 100 if it is a percentage.",
        )


def _require_sound_change(change: Change) -> None:
    sound = change.low <= change.difference <= change.high and 0 <= change.p_adjusted <= 1
    same = (change.earlier.indicator, change.earlier.domain) == (change.later.indicator, change.later.domain)
    if not (sound and same and math.isfinite(change.high - change.low)):
        raise Refused(
            "bad_figure",
            f"{change.later.indicator}: a change compares one indicator in one domain, inside its interval.",
        )


def _checksum(signed: Release) -> str:
    content: dict[str, object] = {
        "id": signed.id,
        "title": signed.title,
        "wave": signed.wave,
        "figures": [_plain(figure) for figure in signed.figures],
        "changes": [_plain_change(change) for change in signed.changes],
    }
    if signed.withstood:
        content["withstood"] = asdict(signed.withstood)
    if signed.names:
        content["names"] = dict(signed.names)
    canonical = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def _plain(figure: Figure) -> dict[str, object]:
    return asdict(figure) | {"unit": figure.unit.value}


def _plain_change(change: Change) -> dict[str, object]:
    figures = {"earlier": _plain(change.earlier), "later": _plain(change.later)}
    return asdict(change) | figures | {"verdict": change.verdict.value}
