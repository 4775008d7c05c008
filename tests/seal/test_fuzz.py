"""Broken envelopes get one refusal. A short run of what `benchmarks/fuzz_envelopes.py` does for ten minutes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.fuzz_envelopes import broken, fault
from weerklank.errors import Refused
from weerklank.seal import content, envelope, keyfiles, thread

CORPUS = Path(__file__).parents[1] / "vectors" / "seal" / "corpus"
KEPT = sorted(CORPUS.glob("*.bin"))
"""What a run led by coverage kept: the fewest envelopes that run through all that it found."""
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
)


@pytest.mark.parametrize("seed", json.loads((CORPUS / "seeds.json").read_text()))
def test_what_was_found_stays_mended(seed: int) -> None:
    assert fault(broken(seed)) == ""


@pytest.mark.parametrize("kept", KEPT, ids=lambda path: path.stem)
def test_what_a_guided_run_kept_is_met_as_it_must_be(kept: Path) -> None:
    assert fault(kept.read_bytes()) == ""


@given(st.integers(0, 10**9))
@settings(max_examples=300, deadline=None)
def test_a_broken_envelope_is_refused_or_says_what_it_says(seed: int) -> None:
    assert fault(broken(seed)) == ""


@given(st.binary(max_size=200))
def test_noise_is_refused(body: bytes) -> None:
    with pytest.raises(Refused, check=lambda refused: refused.code == "envelope"):
        envelope.parse(b"WKL1" + body)


@given(VALUES)
def test_any_json_is_refused_by_every_parser(value: object) -> None:
    told = json.dumps(value).encode()
    for parse, code in (
        (content.read, "cannot_open"),
        (thread.parse, "envelope"),
        (keyfiles.requests_in, "key_file"),
        (keyfiles.certificates_in, "key_file"),
        (keyfiles.revocations_in, "key_file"),
    ):
        with pytest.raises(Refused) as refused:
            parse(told)
        assert refused.value.code == code
