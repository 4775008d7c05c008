"""Make the demonstration survey: an invented government, two waves of answers, nobody real in it.

    python examples/demonstration/generate.py --out out/demonstration

The same seed gives the same files, byte for byte (with the same versions of numpy and polars).
"""

from __future__ import annotations

import argparse
import hashlib
import io
import json
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))  # so that the script also runs from elsewhere

import numpy as np
import polars as pl

from examples.demonstration.answers import answers
from examples.demonstration.government import LEVELS, MINISTRY_SHARES, Government, government
from examples.demonstration.people import Staff, design_weights, headcounts, raked, respondents, staff
from examples.demonstration.targets import Scenario, Wave, aims
from weerklank.errors import Refused, bad_input
from weerklank.releases.csv_form import csv_text
from weerklank.releases.exporters import write_whole

if TYPE_CHECKING:
    from collections.abc import Sequence

    from examples.demonstration.people import Totals

SEED, PEOPLE, FEWEST = 2021, 150_000, 3_000
TREE, STAFF, RESPONSE, ANSWERS = range(4)
"""What a stream of chance is for. A scenario changes none of them: the same people answer in each."""
BAD_INPUT = 2


@dataclass(frozen=True)
class Demonstration:
    """One wave of an invented survey.

    `frame`: one row a respondent, in an order that says nothing: the unit at each level, `headcount` of the
    ministry (the population of the stratum), `design_weight`, the calibrated `weight`, and the answers.
    `totals`: the headcounts that the weights add up to, by column and code.
    `units`: one row a team with its headcount. `wave`, `scenario` and `seed` say how it was made.
    """

    frame: pl.DataFrame
    totals: Totals
    units: pl.DataFrame
    wave: Wave
    scenario: Scenario
    seed: int


def survey(
    *,
    seed: int = SEED,
    wave: str = Wave.LATER.value,
    scenario: str = Scenario.AS_MEASURED.value,
    people: int = PEOPLE,
) -> Demonstration:
    """Return one wave ("2020" or "2021") of the survey of a government in which `people` work.

    About two in five answer. `scenario`: as_measured, better, worse or inside; it moves the wave of 2021 alone.
    Raises `BadInput` for fewer people than 3,000 and `ValueError` for a wave or scenario there is not.
    """
    if people < FEWEST:
        raise bad_input(f"a government of fewer than {FEWEST} people is too small", "Ask for more people")
    of, found = government(rng=_stream(seed, TREE), people=people), Wave(wave)
    everybody = staff(of, rng=_stream(seed, STAFF, found))
    answering = everybody.pick(respondents(everybody, of=of, rng=_stream(seed, RESPONSE, found)))
    design = design_weights(answering, everybody=everybody)
    weights = raked(design, answering=answering, everybody=everybody)
    aimed = aims(wave=found, scenario=Scenario(scenario), respondents=len(answering))
    given = answers(answering, weights=weights, aims=aimed, rng=_stream(seed, ANSWERS, found))
    frame = pl.DataFrame(_design(of, answering) | {"design_weight": design, "weight": weights} | given)
    ministries = of.frame.get_column("ministry").unique().sort().to_list()
    return Demonstration(
        frame,
        headcounts(everybody, ministries=ministries),
        of.frame,
        wave=found,
        scenario=Scenario(scenario),
        seed=seed,
    )


def _stream(seed: int, purpose: int, wave: Wave | None = None) -> np.random.Generator:
    year = int(wave.value) if wave else 0
    return np.random.Generator(np.random.PCG64(np.random.SeedSequence([seed, purpose, year])))


def _design(of: Government, answering: Staff) -> dict[str, pl.Series]:
    units = {level: of.frame.get_column(level).gather(answering.team) for level in LEVELS}
    ministry = np.bincount(of.path[0], of.headcount, minlength=len(MINISTRY_SHARES)).astype(np.int64)
    headcount = ministry[answering.background["ministry"]]
    return units | {"headcount": pl.Series("headcount", headcount)}


def parquet(of: Demonstration) -> bytes:
    """Return the answers as a Parquet file whose metadata says that they are invented."""
    out = io.BytesIO()
    marks = {
        "demonstration": "true",
        "note": "Invented answers of invented people in an invented government.",
        "wave": of.wave.value,
        "scenario": of.scenario.value,
        "seed": str(of.seed),
    }
    of.frame.write_parquet(out, compression="zstd", metadata=marks)
    return out.getvalue()


def files(waves: list[Demonstration]) -> dict[str, bytes]:
    """Return every file of the demonstration by its name; `demonstration.json` lists the others."""
    units = waves[-1].units
    made = {"population.csv": csv_text(units.columns, units.iter_rows()).encode()}
    for wave in waves:
        made[f"wave-{wave.wave.value}.parquet"] = parquet(wave)
        made[f"totals-{wave.wave.value}.json"] = _json(wave.totals)
    manifest = {
        "demonstration": True,
        "note": "Invented answers of invented people in an invented government.",
        "seed": waves[-1].seed,
        "scenario": waves[-1].scenario.value,
        "people": int(units.get_column("headcount").sum()),
        "respondents": {wave.wave.value: wave.frame.height for wave in waves},
        "files": {name: hashlib.sha256(content).hexdigest() for name, content in sorted(made.items())},
    }
    return made | {"demonstration.json": _json(manifest)}


def _json(content: object) -> bytes:
    return (json.dumps(content, indent=2, ensure_ascii=False) + "\n").encode()


def main(arguments: Sequence[str] | None = None) -> int:
    """Write the demonstration into a folder and say what was written; return the exit code, 2 for bad input."""
    asked = _parser().parse_args(arguments)
    try:
        waves = []
        for wave in Wave:
            print(f"Inventing the answers of {wave.value} …", flush=True)
            waves.append(
                survey(seed=asked.seed, wave=wave.value, scenario=asked.scenario, people=asked.people)
            )
        for name, content in files(waves).items():
            write_whole(asked.out / name, content)
    except Refused as refusal:
        print(refusal, file=sys.stderr)
        return BAD_INPUT
    counts = " and ".join(f"{wave.frame.height:,} answers in {wave.wave.value}" for wave in waves)
    print(f"{counts}, all invented: {asked.out}")
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--out", type=Path, required=True, metavar="FOLDER", help="where the files go")
    parser.add_argument(
        "--seed", type=int, default=SEED, help="another seed makes other people (%(default)s)"
    )
    parser.add_argument(
        "--scenario",
        choices=[scenario.value for scenario in Scenario],
        default=Scenario.AS_MEASURED.value,
        help="what the later wave found (%(default)s)",
    )
    parser.add_argument("--people", type=int, default=PEOPLE, help="how many work there (%(default)s)")
    return parser


if __name__ == "__main__":
    sys.exit(main())
