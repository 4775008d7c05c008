"""A safe table as a JSON file that says what it withstood: the policy and the audit travel with it. PURE."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl

from weerklank.errors import Refused, bad_input
from weerklank.releases.csv_form import csv_text
from weerklank.releases.safe_tables import columns_of, rows_of, safe_table
from weerklank.releases.sealing import sealed, unsealed
from weerklank.stats.audit import Audit, audit
from weerklank.stats.choices import unsafe_for_themselves
from weerklank.stats.disclosure import sensitive
from weerklank.stats.policy import Policy, attacker_of

if TYPE_CHECKING:
    from weerklank.fieldwork.form import Words
    from weerklank.stats.tables import SafeTable

TABLE = "weerklank-table/1"
SECRET = "salt"  # noqa: S105 - the name of what is left out, not a secret


@dataclass(frozen=True)
class Table:
    """A safe table that may be released.

    `base` says in words who answered. `found` is what the policy's own attacker got when the table was made, None
    where nobody tried. The policy has no salt: an audit does not need it.
    """

    id: str
    title: Words
    base: Words
    wave: str
    safe: SafeTable
    policy: Policy
    found: Audit | None
    checksum: str = ""

    @property
    def columns(self) -> list[str]:
        """The columns of its rows."""
        return columns_of(self.safe)

    @property
    def rows(self) -> list[tuple[str, ...]]:
        """Its rows as text; a hidden cell has no count."""
        return rows_of(self.safe)

    @property
    def csv(self) -> str:
        """The table as CSV, as `weerklank protect` writes it."""
        return csv_text(self.columns, self.rows)


def audited(safe: SafeTable, policy: Policy) -> Audit:
    """Return what the attacker that a policy names works out of a table that stands alone."""
    return audit(safe, policy=policy, attacker=attacker_of(policy.attacker))


def table_text(table: Table) -> str:
    """Return a table as JSON text with its checksum."""
    layout = table.safe.layout
    policy = {key: value for key, value in asdict(table.policy).items() if key != SECRET}
    return sealed(
        {
            "format": TABLE,
            "id": table.id,
            "title": dict(table.title),
            "base": dict(table.base),
            "wave": table.wave,
            "levels": list(layout.hierarchy.levels),
            "response": layout.response,
            "by": [background.name for background in layout.backgrounds],
            "linked": layout.linked,
            "any_of": layout.any_of,
            "columns": table.columns,
            "rows": [list(row) for row in table.rows],
            "policy": {**policy, "sensitive": list(table.policy.sensitive)},
            "audit": asdict(table.found) if table.found else None,
        }
    )


def table_of(text: str, *, source: str) -> Table:
    """Return the table of a JSON text; raises `BadInput` for what is none, `Refused("checksum")` if changed."""
    content = unsealed(text, form=TABLE, source=source)
    try:
        return Table(
            content["id"],
            content["title"],
            content["base"],
            content["wave"],
            _safe(content, source),
            Policy.from_mapping(content["policy"], source=source),
            Audit(**content["audit"]) if content["audit"] else None,
            content["checksum"],
        )
    except (KeyError, TypeError, ValueError, pl.exceptions.PolarsError):
        raise bad_input("is no safe table", "Make it with `weerklank release table`", file=source) from None


def _safe(content: dict[str, Any], source: str) -> SafeTable:
    frame = pl.DataFrame(content["rows"], schema=dict.fromkeys(content["columns"], pl.String), orient="row")
    return safe_table(
        frame,
        levels=content["levels"],
        response=content["response"],
        by=content["by"],
        linked=content["linked"],
        any_of=content["any_of"],
        source=source,
    )


def require_withstood(table: Table) -> None:
    """Audit a table once more; raise `Refused("unaudited")` where it does not hold, or says otherwise itself.

    The audit looks at what is hidden, and a table that hides nothing gives nothing to work out: so nothing may be
    shown that the policy hides for its own sake.
    """
    found = audited(table.safe, table.policy)
    if table.found != found or found.exact or found.narrow or shows_small(table.safe, table.policy):
        raise Refused(
            "unaudited", f"Table {table.id} is not audited, or does not hold: protect it and make it again."
        )


def shows_small(safe: SafeTable, policy: Policy) -> bool:
    """Return whether a table shows a count that its policy hides for its own sake."""
    shown = safe.exact
    counts = np.where(shown, safe.counts, 0)
    if not policy.sizes_known:
        least = min(policy.smallest_yes, policy.smallest_no)
        return bool((shown & (counts > 0) & (counts < least)).any())
    if safe.layout.any_of:
        first = unsafe_for_themselves(safe.layout, safe.counts, sizes=safe.sizes, policy=policy)
        return bool((first & shown).any())
    whole = shown.all(axis=1, keepdims=True)
    first = sensitive(safe.layout, np.where(whole, counts, 0), policy=policy)
    return bool((shown & (first | (~whole & (counts < policy.smallest_yes)))).any())
