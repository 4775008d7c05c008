"""A conversation that its reporter takes along: the file that `frontend/src/export` makes, made without a script. PURE.

`docs/retention.md` says what stands in it.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from weerklank.cases.states import Mover
from weerklank.cases.zipped import zipped

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from weerklank.cases.on_behalf import Opened
    from weerklank.seal.content import Attached
    from weerklank.seal.thread import Shown

VERSION = 1
LEAST_DIGITS = 2


def files_of(message: Shown) -> Sequence[Attached]:
    """Return the files that a message carries."""
    files: Sequence[Attached] = getattr(message.content.body, "files", ())
    return files


def places(case: Opened) -> dict[str, str]:
    """Return where each file stands, by identifier: numbered in the order of the messages."""
    files = [file for message in case.messages for file in files_of(message)]
    digits = max(LEAST_DIGITS, len(str(len(files))))
    return {file.id: f"files/{number:0{digits}}-{file.name}" for number, file in enumerate(files, 1)}


def told(case: Opened, *, procedure: str, received: str) -> dict[str, Any]:
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
    known = {"v": VERSION, "case": case.case, "procedure": procedure, "received": received}
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


def packed(case: Opened, page: str, files: Mapping[str, bytes], *, procedure: str, received: str) -> bytes:
    """Return the file: `page` to read, the same as data, and `files` by identifier."""
    data = json.dumps(told(case, procedure=procedure, received=received), ensure_ascii=False, indent=2)
    stored = [(path, files[number]) for number, path in places(case).items()]
    return zipped([("index.html", page.encode()), ("case.json", f"{data}\n".encode()), *stored])
