"""``weerklank keys``: the organisation's key, made and used away from the server, and what it signs.

`make`, `sign`, `revoke` and `fingerprint --key` open no portal: they run on a machine that has nothing of it.
"""

from __future__ import annotations

import getpass
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from weerklank.cli.arguments import command, day
from weerklank.errors import Refused, bad_input
from weerklank.seal import certificate, keyfiles, organisationkey

if TYPE_CHECKING:
    import argparse
    from datetime import date

    from weerklank.cli.arguments import Commands

SHORTEST = 12
"""Characters of the shortest passphrase that is accepted."""
EXAMPLE = """weerklank keys make --out organisation.key                    (away from the server)
  weerklank keys requests --employer bzk --out requests.json    (on the server)
  weerklank keys sign requests.json --key organisation.key --until 2027-12-31 --out certificates.json
  weerklank keys import certificates.json                       (on the server)"""


def add(commands: Commands[argparse.ArgumentParser]) -> None:
    """Add the command."""
    parser = command(
        commands,
        "keys",
        what="Make the organisation's key, and certify or revoke with it the keys of handlers.",
        example=EXAMPLE,
    )
    acts = parser.add_subparsers(dest="act", required=True, metavar="ACT")
    add_offline(acts)
    add_online(acts)


def add_offline(acts: Commands[argparse.ArgumentParser]) -> None:
    """Add what is done away from the server."""
    make = acts.add_parser("make", help="make the organisation's key, sealed under a passphrase")
    make.add_argument("--out", type=Path, required=True, metavar="FILE")
    make.set_defaults(run=make_key)
    sign = acts.add_parser("sign", help="certify what handlers asked for")
    sign.add_argument("requests", type=Path, metavar="REQUESTS")
    sign.add_argument("--until", type=day, required=True, metavar="DATE")
    sign.set_defaults(run=sign_requests)
    revoke = acts.add_parser("revoke", help="revoke certificates by their serial, from a day on")
    revoke.add_argument("serials", type=int, nargs="+", metavar="SERIAL")
    revoke.add_argument("--previous", type=Path, metavar="FILE", help="the list before this one")
    for parser in (sign, revoke):
        parser.add_argument("--key", type=Path, required=True, metavar="FILE")
        parser.add_argument("--out", type=Path, required=True, metavar="FILE")
        parser.add_argument("--from", dest="since", type=day, metavar="DATE", help="the first day; today")
    revoke.set_defaults(run=revoke_certificates)


def add_online(acts: Commands[argparse.ArgumentParser]) -> None:
    """Add what is done on the server."""
    requests = acts.add_parser("requests", help="write what waits for a certificate")
    requests.add_argument("--employer", required=True, metavar="CODE")
    requests.add_argument("--out", type=Path, required=True, metavar="FILE")
    requests.set_defaults(run=write_requests)
    taken = acts.add_parser("import", help="take in certificates, or a revocation list")
    taken.add_argument("file", type=Path, metavar="FILE")
    taken.set_defaults(run=import_file)
    shown = acts.add_parser("fingerprint", help="print what is published elsewhere, for clients to compare")
    shown.add_argument("--key", type=Path, metavar="FILE", help="of this key; otherwise of every employer's")
    shown.set_defaults(run=print_fingerprint)


def make_key(asked: argparse.Namespace) -> None:
    """Make the organisation's key; nothing is overwritten."""
    passphrase = passphrase_told(twice=True)
    if len(passphrase) < SHORTEST:
        raise Refused("short_passphrase", f"Take a passphrase of at least {SHORTEST} characters.")
    file = organisationkey.new_key_file(passphrase=passphrase)
    try:
        asked.out.touch(mode=0o600, exist_ok=False)
    except FileExistsError:
        raise bad_input("there is a file already", "Take another name", file=asked.out.name) from None
    asked.out.write_bytes(file)
    print(f"Fingerprint: {certificate.fingerprint(organisationkey.public_in(file))}")
    print(
        "Publish it where your people will look. Keep the file and the passphrase apart, and off the server."
    )


def sign_requests(asked: argparse.Namespace) -> None:
    """Certify every request of a file."""
    requests = keyfiles.requests_in(read(asked.requests))
    since = asked.since or today()
    if asked.until < since:
        raise Refused("ends_before_it_begins", "The certificates would end before they begin.")
    for request in requests:
        print(f"{request.serial}  {request.name}  {request.role}  {request.keys.key}")
    asked.out.write_bytes(
        keyfiles.certified(requests, seed=seed_told(asked.key), since=since, until=asked.until)
    )
    print(f"{len(requests)} certificates, {since} to {asked.until}.")


def revoke_certificates(asked: argparse.Namespace) -> None:
    """Revoke certificates, besides those of the list before."""
    since = asked.since or today()
    seed = seed_told(asked.key)
    number, serials = 1, dict.fromkeys(asked.serials, since)
    if asked.previous:
        before = keyfiles.revocations_in(read(asked.previous)).revocations
        number, serials = before.number + 1, serials | dict(before.serials)
    listed = certificate.Revocations(number, today(), serials)
    asked.out.write_bytes(keyfiles.revoked(listed, seed=seed))
    print(f"List {number} revokes {len(serials)} certificates. Keep it: the next list begins with it.")


def write_requests(asked: argparse.Namespace) -> None:
    """Write what waits for a certificate at an employer."""
    from weerklank.jobs import portal

    portal.open_store()
    from weerklank.organisation.queries import unit_with_code
    from weerklank.people import actions

    employer = unit_with_code(asked.employer, employer=asked.employer)
    file = actions.export_requests(employer, on=today())
    asked.out.write_bytes(file)
    print(f"{len(keyfiles.requests_in(file))} requests.")


def import_file(asked: argparse.Namespace) -> None:
    """Take in what the organisation's key signed."""
    from weerklank.jobs import portal

    portal.open_store()
    from weerklank.people import actions

    file, at = read(asked.file), datetime.now(UTC)
    if keyfiles.REVOCATIONS.encode() in file:
        print(f"{actions.import_revocations(file, at=at)} certificates are revoked.")
        return
    organisation = keyfiles.certificates_in(file).organisation
    print(f"Signed by {certificate.fingerprint(organisation)}")
    print(f"{actions.import_certificates_file(file, on=today(), at=at)} certificates are new.")


def print_fingerprint(asked: argparse.Namespace) -> None:
    """Print the fingerprint of a key, or of every employer that certifies."""
    if asked.key:
        print(certificate.fingerprint(organisationkey.public_in(read(asked.key))))
        return
    from weerklank.jobs import portal

    portal.open_store()
    from weerklank.people.queries import organisation_keys

    for key in organisation_keys():
        print(f"{key.employer}: {certificate.fingerprint(bytes(key.public))}")


def seed_told(path: Path) -> bytes:
    """Return the organisation's seed, opened with the passphrase that is typed or piped in."""
    return organisationkey.seed_in(read(path), passphrase=passphrase_told())


def passphrase_told(*, twice: bool = False) -> str:
    """Return the passphrase: typed unseen, or the first line of standard input."""
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\n")
    typed = getpass.getpass("Passphrase: ")
    if twice and getpass.getpass("Once more: ") != typed:
        raise Refused("not_the_same", "These are not the same.")
    return typed


def read(path: Path) -> bytes:
    """Return the bytes of a file."""
    try:
        return path.read_bytes()
    except OSError:
        raise bad_input("the file cannot be read", "Check the name", file=path.name) from None


def today() -> date:
    """Return the day of this machine."""
    return datetime.now(UTC).astimezone().date()
