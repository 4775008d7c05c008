"""What a table must withstand: the policy, and the attackers it is audited against."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from typing import TYPE_CHECKING

import numpy as np

from weerklank.errors import BadInput, Fault, Refused, bad_input

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from numpy.typing import NDArray


class Attacker:
    """Someone with the published table and the policy. A later letter knows all that an earlier one knows."""

    @property
    def name(self) -> str:
        """Return the attacker's name, `A0` to `A4`."""
        return type(self).__name__


class A0(Attacker):
    """Knows the published table, and that counts are whole and not negative."""


class A1(A0):
    """Knows besides that a hidden cell is not zero, where the policy publishes zeros."""


class A2(A1):
    """Knows besides how many people of each group answered."""


class A3(A2):
    """Is besides one of the respondents, and knows what they answered: in all tables that are linked, at once."""


class A4(A3):
    """Has besides every other table of this survey and of earlier ones, and knows how units were reorganised.

    What they answered themselves is tried with the last table alone.
    """


ATTACKERS: dict[str, Attacker] = {kind.__name__: kind() for kind in (A0, A1, A2, A3, A4)}

ZEROS = ("published", "hideable")
GROUP_SIZES = ("exact", "banded", "hidden")
METHODS = ("suppress", "band", "cellkey")

_CHOICES = {"zeros": ZEROS, "group_sizes": GROUP_SIZES, "method": METHODS, "attacker": tuple(ATTACKERS)}
_LEAST = {
    "smallest_group": 1,
    "smallest_yes": 0,
    "smallest_no": 0,
    "smallest_width": 1,
    "smallest_sensitive_group": 1,
}
_MOST = {"noise_most": 100, "band_step": 50}
_LEAST |= dict.fromkeys(_MOST, 1)
SHORTEST_SALT = 16


@dataclass(frozen=True)
class Policy:
    """What may be shown.

    `smallest_group`: respondents in a group under which its answers are hidden (≥ 1). `smallest_yes`: the least
    count of an answer that may be shown; `smallest_no`: the least count of a group's other answers (both ≥ 0).
    `smallest_width` (≥ 1): a hidden cell of a group of N is *narrow* where greatest − least that fits everything
    an attacker knows is under min(`smallest_width`, N). `zeros`: `hideable`, or `published` (every zero is shown,
    so that a hidden cell is not zero). `group_sizes`: `exact` (shown), `banded`, `hidden`. `zeros: published` and
    `group_sizes: exact` exclude each other: a published zero beside a known size gives its complement away.
    `method`: how it is protected. `attacker`: whom the table must withstand, with all attackers before.

    `sensitive`: the responses that ask for larger groups; `smallest_sensitive_group` (≥ 1): the smallest for them,
    where `smallest_group` is not larger already. `floor` says which holds.

    For bands: `band_step` (1 to 50), the percentage points that the ends of a band are rounded outward to. For the
    cell key: `noise_most` (1 to 100), the furthest that noise moves a count, at least `smallest_width` so that the
    count itself leaves that much open; `noise_variance` (1 to `noise_most` squared).
    `salt`: a secret of 16 characters or more that chance is drawn from; the cell key cannot do without. Whoever
    has it can take the noise off, so it is shown in no text, and an audit does not need it.
    """

    smallest_group: int = 10
    smallest_yes: int = 5
    smallest_no: int = 5
    smallest_width: int = 3
    zeros: str = "hideable"
    group_sizes: str = "exact"
    method: str = "suppress"
    attacker: str = "A2"
    band_step: int = 1
    noise_most: int = 4
    noise_variance: float = 2.0
    salt: str = field(default="", repr=False)
    sensitive: tuple[str, ...] = ()
    smallest_sensitive_group: int = 25

    def __post_init__(self) -> None:
        if isinstance(self.sensitive, list):
            object.__setattr__(self, "sensitive", tuple(self.sensitive))
        faults = [fault for key in fields(self) for fault in _faults(key.name, getattr(self, key.name))]
        faults = faults or list(_contradictions(self))
        if faults:
            raise BadInput(faults)

    @property
    def sizes_known(self) -> bool:
        """Return whether the number of respondents of every group is shown."""
        return self.group_sizes == "exact"

    def floor(self, response: str) -> int:
        """Return the fewest respondents of a group whose answers to a response are shown."""
        return self.floor_of_sensitive if response in self.sensitive else self.smallest_group

    @property
    def floor_of_sensitive(self) -> int:
        """Return the fewest respondents of a group whose answers to a sensitive response are shown."""
        return max(self.smallest_group, self.smallest_sensitive_group)

    def needs(self, sizes: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return the width under which a hidden cell is narrow, from group sizes (−1 where hidden)."""
        return np.where(sizes < 0, self.smallest_width, np.minimum(self.smallest_width, sizes))

    @staticmethod
    def from_mapping(mapping: Mapping[str, object], *, source: str = "") -> Policy:
        """Return a policy from the keys of a file; a key that is absent has its default.

        Raises `BadInput` for a key that is not known, naming it and the known ones, and for a value that cannot
        be.
        """
        known = [key.name for key in fields(Policy)]
        faults = [
            Fault(f"there is no key {key} in a policy", f"The keys are: {', '.join(known)}", file=source)
            for key in mapping
            if key not in known
        ]
        if faults:
            raise BadInput(faults)
        try:
            return Policy(**mapping)  # type: ignore[arg-type]  # __post_init__ checks every value's type
        except BadInput as refused:
            raise BadInput([_placed(fault, source) for fault in refused.faults]) from None


def attacker_of(name: str) -> Attacker:
    """Return an attacker by name; raise `BadInput` that lists them."""
    if name not in ATTACKERS:
        raise bad_input("there is no such attacker", f"The attackers are: {', '.join(ATTACKERS)}")
    return ATTACKERS[name]


def not_yet(what: str, *, mend: str) -> Refused:
    """Return the refusal of something that has a name in a policy but is not offered."""
    return Refused("not_offered", f"{what} is not offered. {mend}.")


def _faults(key: str, value: object) -> list[Fault]:
    if key in _CHOICES:
        return [] if value in _CHOICES[key] else [_fault(key, f"Choose one of: {', '.join(_CHOICES[key])}")]
    if key == "sensitive":
        fits = isinstance(value, tuple) and all(isinstance(name, str) and name for name in value)
        return [] if fits else [_fault(key, "Give a list of responses: [name, name]")]
    if key == "salt":
        fits = isinstance(value, str) and (not value or len(value) >= SHORTEST_SALT)
        return [] if fits else [_fault(key, f"Give text of {SHORTEST_SALT} characters or more, in quotes")]
    return _faults_of_number(key, value)


def _faults_of_number(key: str, value: object) -> list[Fault]:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return [_fault(key, "Give a number")]
    if key == "noise_variance":
        return [] if 1 <= value < np.inf else [_fault(key, "Give a number of at least 1")]
    most = _MOST.get(key, np.inf)
    if isinstance(value, int) and _LEAST[key] <= value <= most:
        return []
    ends = f"of at least {_LEAST[key]}" if key not in _MOST else f"from {_LEAST[key]} to {most}"
    return [_fault(key, f"Give a whole number {ends}")]


def _contradictions(policy: Policy) -> Iterator[Fault]:
    """Return where values that can be do not go together."""
    if (policy.zeros, policy.group_sizes) == ("published", "exact"):
        yield Fault(
            "zeros: published and group_sizes: exact exclude each other",
            "Hide the zeros (zeros: hideable) or hide the sizes (group_sizes: hidden)",
            column="zeros",
        )
    if policy.method == "cellkey" and policy.noise_most < policy.smallest_width:
        yield Fault(
            "noise this small leaves less open than the smallest width",
            f"Give noise_most at least {policy.smallest_width}, or a smaller smallest_width",
            column="noise_most",
        )
    if policy.noise_variance > policy.noise_most**2:
        yield Fault(
            "noise cannot vary more than its furthest move allows",
            "Give noise_variance at most noise_most times noise_most",
            column="noise_variance",
        )


def _fault(key: str, mend: str) -> Fault:
    return Fault("the value cannot be used", mend, column=key)


def _placed(fault: Fault, source: str) -> Fault:
    return Fault(fault.what, fault.mend, file=source, row=fault.row, column=fault.column)
