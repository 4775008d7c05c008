"""What may leave as CSV text. PURE."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING

from weerklank.releases.figure import verify

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from weerklank.releases.figure import Change, Figure, Release

FIGURE_COLUMNS = (
    "release",
    "checksum",
    "state",
    "indicator",
    "domain",
    "label_nl",
    "label_en",
    "unit",
    "value",
    "low",
    "high",
    "level",
    "n",
    "base_nl",
    "base_en",
    "population_nl",
    "population_en",
    "wave",
)
CHANGE_COLUMNS = (
    "release",
    "checksum",
    "indicator",
    "domain",
    "unit",
    "earlier_wave",
    "earlier",
    "earlier_n",
    "later_wave",
    "later",
    "later_n",
    "difference",
    "low",
    "high",
    "p_adjusted",
    "verdict",
)


class Lines(list[str]):
    """What a CSV writer writes to: lines, one after another."""

    def write(self, line: str) -> None:
        """Take one line."""
        self.append(line)


def csv_text(header: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Return rows as CSV (RFC 4180 quoting, newline ends); None is an empty field."""
    lines = Lines()
    writer = csv.writer(lines, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    return "".join(lines)


def figures_csv(release: Release) -> str:
    """Return the figures as CSV, rounded as they are published; bounds have one decimal more.

    Raises `Refused("checksum")` where the release was changed. More decimals would tell more than the figure.
    """
    verify(release)
    return csv_text(FIGURE_COLUMNS, (_figure_row(release, figure) for figure in release.figures))


def changes_csv(release: Release) -> str:
    """Return the changes between waves as CSV, rounded as `figures_csv` rounds."""
    verify(release)
    return csv_text(CHANGE_COLUMNS, (_change_row(release, change) for change in release.changes))


def _figure_row(release: Release, figure: Figure) -> list[object]:
    return [
        release.id,
        release.checksum,
        release.state.value,
        figure.indicator,
        figure.domain,
        figure.label["nl"],
        figure.label["en"],
        figure.unit.value,
        _fixed(figure.value, figure.decimals),
        _fixed(figure.low, figure.decimals + 1),
        _fixed(figure.high, figure.decimals + 1),
        figure.level,
        figure.respondents,
        figure.base["nl"],
        figure.base["en"],
        figure.population["nl"],
        figure.population["en"],
        figure.wave,
    ]


def _change_row(release: Release, change: Change) -> list[object]:
    then, now = change.earlier, change.later
    finer = now.decimals + 1
    return [
        release.id,
        release.checksum,
        now.indicator,
        now.domain,
        now.unit.value,
        *(then.wave, _fixed(then.value, then.decimals), then.respondents),
        *(now.wave, _fixed(now.value, now.decimals), now.respondents),
        *(_fixed(number, finer) for number in (change.difference, change.low, change.high)),
        f"{change.p_adjusted:.4f}",
        change.verdict.value,
    ]


def _fixed(number: float, decimals: int) -> str:
    return f"{number:.{decimals}f}"
