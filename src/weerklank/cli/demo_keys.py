"""Keys for the invented handlers of a demonstration, certified by an organisation key that protects nobody."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from weerklank.people.states import INVENTED_PASSPHRASE
from weerklank.seal import handlerkey, keyfiles, organisationkey
from weerklank.seal.notation import to_text

if TYPE_CHECKING:
    from datetime import date, datetime
    from pathlib import Path

    from weerklank.people.queries import Someone

NAME = "organisation.key"
LASTS = timedelta(days=3 * 365)


def certify_invented(people: list[Someone], *, employer: str, folder: Path, on: date, at: datetime) -> str:
    """Make and certify the keys of invented handlers who have none; return what was done, as a sentence."""
    from weerklank.organisation.queries import unit_with_code
    from weerklank.people import actions, queries

    lacking = [person for person in people if not queries.keys_of(person)]
    if not lacking:
        return "The invented handlers had their keys already."
    for person in lacking:
        actions.request_certificate(asked(handlerkey.new_bundle()), by=person, at=at)
    unit = unit_with_code(employer, employer=employer)
    requests = keyfiles.requests_in(actions.export_requests(unit, on=on))
    signed = keyfiles.certified(requests, seed=seed_of(folder / NAME), since=on, until=on + LASTS)
    actions.import_certificates_file(signed, on=on, at=at)
    return f"{len(lacking)} invented handlers have keys; the passphrase of each: {INVENTED_PASSPHRASE}"


def asked(bundle: handlerkey.Bundle) -> dict[str, Any]:
    """Return what a handler's browser would send: the public keys, and two locks."""
    public = bundle.public()
    secrets = {
        handlerkey.Kind.PASSPHRASE: handlerkey.of_passphrase(INVENTED_PASSPHRASE),
        handlerkey.Kind.RECOVERY: handlerkey.new_code(),
    }
    locks = [handlerkey.locked(bundle, kind=kind, secret=secret) for kind, secret in secrets.items()]
    told = {"v": 1, "key": public.key, "sealing": to_text(public.sealing), "signing": to_text(public.signing)}
    return told | {"locks": [handlerkey.lock_to_json(lock) for lock in locks]}


def seed_of(path: Path) -> bytes:
    """Return the seed of the demonstration's organisation key, made the first time."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_bytes(organisationkey.new_key_file(passphrase=INVENTED_PASSPHRASE))
    return organisationkey.seed_in(path.read_bytes(), passphrase=INVENTED_PASSPHRASE)
