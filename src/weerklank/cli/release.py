"""``weerklank release``: make a table ready, hand in a document for a colleague to decide on, look it all over.

There is no command to approve: a decision is taken by someone who signed in, on the pages of the office.
"""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from weerklank.cli.arguments import command
from weerklank.cli.protect import add_table, backgrounds
from weerklank.errors import Refused
from weerklank.releases.exporters import write_whole
from weerklank.releases.importers import read_document, read_policy, read_safe_table
from weerklank.releases.table_file import Table, audited, table_text

if TYPE_CHECKING:
    import argparse

    from weerklank.cli.arguments import Commands

EXAMPLE = """weerklank release table safe.csv --hierarchy ministry,dg --response exp_bullying \\
      --policy policy.yaml --id bullying-2021 --wave 2021 --title 'nl=Pestgedrag' --title 'en=Bullying' \\
      --base 'nl=alle medewerkers' --base 'en=all staff' --out table.json
  weerklank release prepare report/release.json table.json letter/letter.json --by a.jansen@example.nl
  weerklank release verify"""


def add(commands: Commands[argparse.ArgumentParser]) -> None:
    """Add the command."""
    parser = command(
        commands,
        "release",
        what="Hand in figures, tables and letters for a second person to decide on.",
        example=EXAMPLE,
    )
    acts = parser.add_subparsers(dest="act", required=True, metavar="ACT")
    add_table_act(acts)
    prepare = acts.add_parser("prepare", help="hand in documents; a colleague decides in the office")
    prepare.add_argument("documents", type=Path, nargs="+", metavar="FILE.json")
    prepare.add_argument("--by", required=True, metavar="EMAIL", help="whose account prepares them")
    prepare.set_defaults(run=prepare_documents)
    verify = acts.add_parser("verify", help="look whether everything is what was approved")
    verify.set_defaults(run=verify_all)


def add_table_act(acts: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the act that makes a document of a safe table."""
    made = acts.add_parser("table", help="audit a safe table and write it as a document")
    made.add_argument("safe", type=Path, metavar="SAFE.csv", help="table that `weerklank protect` wrote")
    add_table(made)
    made.add_argument("--id", required=True, metavar="ID", help="its address: small letters, digits, hyphens")
    made.add_argument("--wave", required=True, metavar="LABEL", help="the time it is about")
    for name, what in (("title", "what it is called"), ("base", "who answered")):
        made.add_argument(
            f"--{name}",
            action="append",
            type=in_a_language,
            required=True,
            metavar="LANGUAGE=TEXT",
            help=f"{what}, in nl and in en",
        )
    made.add_argument("--out", type=Path, required=True, metavar="FILE.json", help="document to write")
    made.set_defaults(run=write_table_document)


def in_a_language(told: str) -> tuple[str, str]:
    """Return a language and a text in it."""
    language, parted, text = told.partition("=")
    if language not in {"nl", "en"} or not parted or not text.strip():
        raise ValueError(told)
    return language, text.strip()


def in_both(told: list[tuple[str, str]], what: str) -> dict[str, str]:
    """Return a text in both languages; refuses one alone."""
    texts = dict(told)
    if set(texts) != {"nl", "en"}:
        raise Refused("one_language", f"Give --{what} twice: nl=… and en=….")
    return texts


def write_table_document(asked: argparse.Namespace) -> None:
    """Write a table with its policy and its audit."""
    policy = read_policy(asked.policy)
    safe = read_safe_table(
        asked.safe,
        levels=asked.hierarchy,
        response=asked.any or asked.response,
        by=backgrounds(asked),
        linked=asked.linked,
        any_of=asked.any,
    )
    title, base = in_both(asked.title, "title"), in_both(asked.base, "base")
    table = Table(asked.id, title, base, asked.wave, safe, policy, audited(safe, policy))
    write_whole(asked.out, table_text(table))
    print(asked.out)


def prepare_documents(asked: argparse.Namespace) -> None:
    """Hand in every document."""
    from weerklank.jobs import portal

    portal.open_store()
    from weerklank.people.queries import person_with_address
    from weerklank.releases.actions import prepare_release

    now, by = datetime.now(UTC), person_with_address(asked.by)
    for path in asked.documents:
        text = read_document(path)
        made = prepare_release(text, source=path.name, by=by, on=now.astimezone().date(), at=now)
        print(f"{made.code} is prepared. A colleague decides on it in the office.")


def verify_all(_asked: argparse.Namespace) -> None:
    """Say what is not what was approved; exit code 2 where there is any."""
    from weerklank.jobs import portal

    portal.open_store()
    from weerklank.releases.queries import gone, tampered

    found, lost = list(tampered()), list(gone())
    for code in found:
        sys.stderr.write(f"{code} is not what was approved. Withdraw it, and look in the trail.\n")
    for checksum in lost:
        sys.stderr.write(
            f"What has the checksum {checksum} in the trail is not here any more. Put back a backup.\n"
        )
    if found or lost:
        changed = len(found) + len(lost)
        raise Refused("checksum", f"{changed} releases were changed in the store, or taken out of it.")
    print("Every release is what was approved.")
