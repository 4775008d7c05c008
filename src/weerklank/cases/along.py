"""A conversation that its reporter takes along: the file that `frontend/src/export` makes, made without a script.

`docs/retention.md` says what stands in it.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from weerklank.cases.on_behalf import derived, opened, unsealed_file
from weerklank.cases.states import Mover
from weerklank.cases.zipped import zipped
from weerklank.errors import Refused

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from weerklank.cases.on_behalf import Attached, Opened, Shown

VERSION = 1
LEAST_DIGITS = 2


def with_files(words: str) -> tuple[Opened, dict[str, bytes]]:
    """Open a whole case and its files, by identifier; refused where a file is not what its message says."""
    own = derived(words)
    case = opened(own)
    named = [file for message in case.messages for file in files_of(message)]
    found = {file.id: unsealed_file(own, file.id) for file in named}
    if any(found[file.id].sha256 != file.sha256 for file in named):
        raise Refused("not_found")
    return case, {number: file.content for number, file in found.items()}


def files_of(message: Shown) -> Sequence[Attached]:
    """Return the files that a message carries."""
    files: Sequence[Attached] = getattr(message.content.body, "files", ())
    return files


def places(case: Opened) -> dict[str, str]:
    """Return where each file stands, by identifier: numbered in the order of the messages."""
    files = [file for message in case.messages for file in files_of(message)]
    digits = max(LEAST_DIGITS, len(str(len(files))))
    return {file.id: f"files/{number:0{digits}}-{file.name}" for number, file in enumerate(files, 1)}


def told(case: Opened) -> dict[str, Any]:
    """Return a conversation as data."""
    paths = places(case)
    messages = [
        {
            "day": message.day.isoformat(),
            **sender(message),
            "position": message.place.position,
            "sha256": digest,
            "body": body(message, paths),
        }
        for message, digest in zip(case.messages, case.hashes, strict=True)
    ]
    received = messages[0]["day"]
    known = {"v": VERSION, "case": case.case, "procedure": case.procedure, "received": received}
    return {**known, "state": case.state, "messages": messages}


def sender(message: Shown) -> dict[str, str]:
    """Return who wrote a message: the reporter, or a handler as the organisation certified them."""
    handler = message.certificate
    if handler is None:
        return {"sender": Mover.REPORTER.value}
    return {"sender": message.place.sender, "name": handler.name, "role": handler.role}


def body(message: Shown, paths: Mapping[str, str]) -> dict[str, Any]:
    """Return what a message says, as it stood inside the seal, each of its files with its place."""
    said: dict[str, Any] = json.loads(message.content.told)
    if files_of(message):
        said["files"] = [{**file, "path": paths[file["id"]]} for file in said["files"]]
    return said


def packed(case: Opened, page: str, files: Mapping[str, bytes]) -> bytes:
    """Return the file: `page` to read, the same as data, and `files` by identifier."""
    data = json.dumps(told(case), ensure_ascii=False, indent=2)
    stored = [(path, files[number]) for number, path in places(case).items()]
    return zipped([("index.html", page.encode()), ("case.json", f"{data}\n".encode()), *stored])
