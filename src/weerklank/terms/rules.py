"""The terms of law, as rules with their source. PURE; the rules stand in `rules.yaml` beside this module.

They are defaults: whoever relies on one has it confirmed by a lawyer first. A case keeps the rules of the day on
which it came in, so a rule that ends stays in the file with its last day.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from weerklank.errors import Refused
from weerklank.packaged import packaged
from weerklank.terms.amounts import Amount, Unit

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date


@dataclass(frozen=True)
class Otherwise:
    """What starts a term where its own event never came: so long `after` another event."""

    event: str
    after: Amount


@dataclass(frozen=True)
class Rule:
    """One term: `amount` of time after `event`, or after `otherwise` where that never came, until `met_by`.

    `met_by`: the event that fulfils it, where one does, or `also_met_by` where that came first.
    `statutory`: set by Dutch law, so that the General Extension of Time-Limits Act holds; `on_working_day`: a norm
    of our own that runs on to a working day all the same. `adjournment`: how much longer without anyone's consent,
    once; `by_agreement`: whether longer with written consent. `suspension`: its clock may stand still on a
    recorded ground. `outlives`: it still runs once the case has closed.
    `action`: what must be done, in `nl` and `en`. `basis` and `confidence`: where it stands, and how sure we are.
    In force from `valid_from` until the day before `valid_to`; `None` is always.
    """

    id: str
    regime: str
    event: str
    amount: Amount
    action: Mapping[str, str]
    basis: str
    confidence: str
    met_by: str = ""
    also_met_by: str = ""
    statutory: bool = True
    on_working_day: bool = False
    otherwise: Otherwise | None = None
    adjournment: Amount | None = None
    by_agreement: bool = False
    outlives: bool = False
    suspension: bool = False
    valid_from: date | None = None
    valid_to: date | None = None

    def in_force(self, on: date) -> bool:
        """Return whether the rule holds for what came in on a day."""
        begun = self.valid_from is None or self.valid_from <= on
        return begun and (self.valid_to is None or on < self.valid_to)


@cache
def all_rules() -> tuple[Rule, ...]:
    """Return every rule, of the past too, in the order of the file."""
    written = packaged(__package__, "rules.yaml")
    return tuple(_rule(entry) for entry in written["rules"])


def rules_of(regime: str, *, on: date) -> tuple[Rule, ...]:
    """Return the rules of a regime for what came in on a day."""
    return tuple(rule for rule in all_rules() if rule.regime == regime and rule.in_force(on))


@cache
def outliving() -> frozenset[str]:
    """Return the codes of the rules that still run once a case has closed."""
    return frozenset(rule.id for rule in all_rules() if rule.outlives)


@cache
def keeping() -> frozenset[str]:
    """Return the codes of the rules that say how long something is kept: they ask nothing of anyone."""
    return frozenset(rule.id for rule in all_rules() if rule.regime.startswith("keep_"))


def rule_named(name: str) -> Rule:
    """Return a rule; raise `Refused("no_such_rule")` where there is none."""
    found = next((rule for rule in all_rules() if rule.id == name), None)
    if found is None:
        raise Refused("no_such_rule", "There is no such term of law. The rules stand in terms/rules.yaml.")
    return found


def _rule(entry: dict[str, Any]) -> Rule:
    other = entry.get("otherwise")
    later = entry.get("adjournment")
    return Rule(
        **entry
        | {
            "amount": _amount(entry["amount"]),
            "otherwise": Otherwise(other["event"], _amount(other["after"])) if other else None,
            "adjournment": _amount(later) if later else None,
        }
    )


def _amount(written: dict[str, int]) -> Amount:
    ((unit, count),) = written.items()
    return Amount(count, Unit(unit))
