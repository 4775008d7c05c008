"""Envelopes that atheris makes, led by what the parser runs through: a process of its own, which ends at a fault.

Started by `benchmarks/fuzz_envelopes.py --guided`, with the options of libFuzzer and a folder of envelopes.
"""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

import atheris  # type: ignore[import-not-found,import-untyped,unused-ignore]  # in no lock of ours

with atheris.instrument_imports(include=["weerklank.seal"]):
    from benchmarks.fuzz_envelopes import fault


def one(body: bytes) -> None:
    """Meet one envelope; what is wrong with how it is met ends the run."""
    if what := fault(body):
        raise AssertionError(what)


if __name__ == "__main__":
    atheris.Setup(sys.argv, one)
    atheris.Fuzz()
