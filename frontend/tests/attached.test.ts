import assert from "node:assert/strict";
import { test } from "node:test";

import { openedFile, sealedFiles } from "../src/seal/attached.ts";
import type { FileEntry } from "../src/seal/body.ts";
import { sha256Hex, utf8 } from "../src/seal/bytes.ts";
import { REPORTER } from "../src/seal/context.ts";
import { Refused } from "../src/seal/errors.ts";
import { verifiedThread } from "../src/seal/thread.ts";
import { Life } from "./lives.ts";

async function attached() {
  const life = await Life.started();
  const thread = await verifiedThread(await life.thread(), { recipient: REPORTER, seed: life.seed });
  const file = { name: "../../letter.txt", type: "Text/Plain; charset=utf-8", content: new Blob(["proof"]) };
  const { entries, parts } = await sealedFiles(thread.keys.get(1) as Uint8Array, thread.case, 1, [file]);
  const fetched = async (id: string) => parts.find((part) => part.file === id)?.sealed as Blob;
  const opened = (named: FileEntry) => openedFile(thread, thread.entries[0] as never, named, fetched);
  return { named: entries[0] as FileEntry, opened };
}

test("whoever seals a file, a message names it bare and opens it as it was", async () => {
  const { named, opened } = await attached();
  assert.deepEqual([named.name, named.type, named.size], ["letter.txt", "text/plain", 5]);
  assert.deepEqual(await opened(named), utf8("proof"));
});

test("a file that is not what its message says of it is handed to nobody", async () => {
  const { named, opened } = await attached();
  const refused = (error: unknown) => error instanceof Refused && error.code === "cannot_open";
  await assert.rejects(opened({ ...named, size: named.size + 1 }), refused);
  await assert.rejects(opened({ ...named, sha256: await sha256Hex(utf8("other")) }), refused);
});
