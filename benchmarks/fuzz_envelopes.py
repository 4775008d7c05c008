"""Throw broken envelopes at the parser: python benchmarks/fuzz_envelopes.py [--minutes 10].

Every input is a good one of the vectors, changed at random: bytes flipped, cut, doubled, or a value of the header
replaced. What comes out must be a parsed envelope that packs to the same bytes, or the one refusal; anything
else is a fault, is printed with the seed that makes it, and ends the run with 1. Seeds that found a fault stay in
tests/vectors/seal/corpus, which every test run tries first.

With --guided, atheris makes them instead, led by what the parser runs through. It is in no lock of ours: install
it with `pip install atheris` (tried: 3.0.0 on Linux, Python 3.11). Envelopes that ran through something new stay
in the corpus too, as files.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))

from tests.vectors.seal_envelopes import accepted, body_of
from weerklank.errors import Refused
from weerklank.seal import envelope
from weerklank.seal.notation import canonical, u32

CORPUS = Path(__file__).parents[1] / "tests" / "vectors" / "seal" / "corpus"
GOOD = [body_of(vector) for vector in accepted()]
HEADERS = [json.loads(vector["header"]) for vector in accepted()]
ODD: list[Any] = ["", 0, -1, True, None, [], {}, "0" * 32, 2**31, 2**53 - 1, [[]], {"": ""}, "é", "\0"]


def broken(seed: int) -> bytes:
    """Return a good envelope, changed at random by a seed."""
    chance = random.Random(seed)  # noqa: S311 - a seed makes the same input again
    return by_header(chance) if chance.random() < 1 / 2 else by_bytes(chance)


def by_bytes(chance: random.Random) -> bytes:
    """Return a good envelope with a few bytes changed, left out or doubled."""
    body = bytearray(chance.choice(GOOD))
    for _ in range(chance.randint(1, 4)):
        at = chance.randrange(min(len(body), 6_000) or 1)
        act = chance.randrange(4)
        if act == 0 and body:
            body[at : at + 1] = bytes([chance.randrange(256)])
        elif act == 1:
            del body[at : at + chance.choice((1, 2, 1_000, 100_000))]
        elif act == 2:  # noqa: PLR2004 - the third of four acts
            body[at:at] = body[at : at + chance.randint(1, 50)]
        elif body:
            body[at] ^= 1 << chance.randrange(8)
    return bytes(body)


def by_header(chance: random.Random) -> bytes:
    """Return an envelope whose header has one value of another kind, with as many bytes after it as it says."""
    header = json.loads(json.dumps(chance.choice(HEADERS)))
    place = header
    while True:
        name = chance.choice(list(place) if isinstance(place, dict) else range(len(place)))
        inner = place[name]
        if not isinstance(inner, dict | list) or not inner or chance.random() < 1 / 2:
            break
        place = inner
    place[name] = chance.choice(ODD)
    told = canonical(header)
    return b"WKL1" + u32(len(told)) + told + bytes(chance.choice((0, 4_156, 4_156 + 65_584)))


def fault(body: bytes) -> str:
    """Return what is wrong with how an envelope is met; empty where it is parsed or refused as it must be.

    An error that nobody expected comes out as it is.
    """
    try:
        parsed = envelope.parse(body)
    except Refused as refusal:
        return "" if refusal.code == "envelope" else f"refused as {refusal.code}"
    return "" if envelope.pack(parsed) == body else "does not pack to the same bytes"


def guided(*, seconds: int) -> int:
    """Let atheris look for so many seconds, and keep the envelopes that ran through something new."""
    if importlib.util.find_spec("atheris") is None:
        raise SystemExit("atheris is not installed. Type: pip install atheris")
    program = [sys.executable, str(Path(__file__).with_name("work") / "guided.py"), "-max_len=8000"]
    with tempfile.TemporaryDirectory(prefix="weerklank-envelopes-") as folder:
        for number, body in enumerate(GOOD):
            Path(folder, f"good-{number}").write_bytes(body)
        ended = subprocess.run([*program, f"-max_total_time={seconds}", folder, str(CORPUS)], check=False)
        for path in Path(folder).iterdir():
            if not path.name.startswith("good-"):
                (CORPUS / f"{path.name[:12]}.bin").write_bytes(path.read_bytes())
    return ended.returncode


def main() -> int:
    """Fuzz for a while; return 1 where something was found."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--from", dest="first", type=int, default=0, metavar="SEED")
    parser.add_argument("--guided", action="store_true", help="let atheris make them")
    asked = parser.parse_args()
    if asked.guided:
        return guided(seconds=int(60 * asked.minutes))
    begin, end = time.monotonic(), time.monotonic() + 60 * asked.minutes
    seed, found, kept = asked.first, 0, 0
    while time.monotonic() < end:
        body = broken(seed)
        try:
            what = fault(body)
        except Exception:
            print(f"seed {seed}:")
            raise
        if what:
            found += 1
            print(f"seed {seed}: {what}")
        kept += body in GOOD
        seed += 1
    tried = seed - asked.first
    print(
        f"{tried} envelopes in {time.monotonic() - begin:.0f} s: {found} faults; {kept} were left as they were"
    )
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
