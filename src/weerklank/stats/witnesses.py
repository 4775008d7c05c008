"""Witnesses: tables that fit what is published, and what each proves about the cells that it moves."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import count

Flow = dict[int, int]
"""How far a table is from the true one, by cell; 0 where a cell is absent."""


@dataclass
class Proof:
    """How far a hidden cell can go up or down from its true count, and the witness that shows it."""

    amount: int = 0
    witness: int = -1


@dataclass
class Witnesses:
    """The tables found so far: how far each cell can go, and which witnesses lean on a cell.

    A witness is proof for many cells and leans on as many: what leans on a cell is kept by witness, not by proof.
    A witness without proofs may be kept besides.
    `opened_for`: for whom a cell was opened, where that is known: who is likely to miss it most.
    """

    proofs: dict[tuple[int, int], Proof] = field(default_factory=dict, init=False)
    leaning: dict[int, set[int]] = field(default_factory=dict, init=False)
    opened_for: dict[int, int] = field(default_factory=dict, init=False)

    def __post_init__(self) -> None:
        self._witnesses: dict[int, Flow] = {}
        self._shows: dict[int, set[tuple[int, int]]] = {}
        self._numbers = count()

    def width(self, cell: int) -> int:
        """Return the width that is shown by witnesses so far."""
        return self._amount(cell, 1) + self._amount(cell, -1)

    def witness(self, flow: Flow) -> None:
        """Store a table that fits: proof for every cell that it moves further than one before."""
        number = -1
        for cell, amount in flow.items():
            side = (cell, 1 if amount > 0 else -1)
            proof = self.proofs.get(side)
            if amount and (proof is None or abs(amount) > proof.amount):
                if number < 0:
                    number = self._keep(flow)
                self._replace(side, Proof(abs(amount), number))

    def without(self, cell: int) -> dict[tuple[int, int], Proof]:
        """Drop every proof that leans on a cell; return what was dropped."""
        sides: set[tuple[int, int]] = set()
        for number in self.leaning.pop(cell, ()):
            sides |= self._shows[number]
            self._shows[number].clear()
        return {side: self.proofs.pop(side) for side in sorted(sides)}

    def restore(self, dropped: dict[tuple[int, int], Proof]) -> None:
        """Take dropped proofs back where nothing better was found."""
        for side, proof in dropped.items():
            if side not in self.proofs or self.proofs[side].amount < proof.amount:
                self._replace(side, proof)

    def flow(self, cell: int, direction: int) -> Flow:
        """Return a copy of the witness that moves a cell furthest; empty where there is none."""
        proof = self.proofs.get((cell, direction))
        return dict(self._witnesses[proof.witness]) if proof else {}

    def table_of(self, proof: Proof) -> Flow:
        """Return the witness of a proof, also of one that was dropped."""
        return self._witnesses[proof.witness]

    def tables(self) -> list[Flow]:
        """Return the witnesses that prove something, the first found first."""
        return [self._witnesses[number] for number in sorted({one.witness for one in self.proofs.values()})]

    def _amount(self, cell: int, direction: int) -> int:
        proof = self.proofs.get((cell, direction))
        return proof.amount if proof else 0

    def _keep(self, flow: Flow) -> int:
        number = next(self._numbers)
        self._witnesses[number] = {cell: amount for cell, amount in flow.items() if amount}
        self._shows[number] = set()
        return number

    def _replace(self, side: tuple[int, int], proof: Proof) -> None:
        before = self.proofs.get(side)
        if before:
            self._shows[before.witness].discard(side)
        self.proofs[side] = proof
        shown = self._shows[proof.witness]
        if not shown:
            for cell in self._witnesses[proof.witness]:
                self.leaning.setdefault(cell, set()).add(proof.witness)
        shown.add(side)
