import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";

import { cleaned } from "../src/clean/cleaned.ts";
import { cleanedPdf } from "../src/clean/pdf.ts";
import { unzipped } from "../src/clean/zip.ts";
import { sha256Hex } from "../src/seal/bytes.ts";
import { Refused } from "../src/seal/errors.ts";

declare const REPOSITORY: string;
const folder = `${REPOSITORY}/tests/vectors/clean`;

interface Expected {
  readonly refused?: string;
  readonly removed?: string[];
  readonly remains?: string[];
  readonly sha256?: string;
  readonly parts?: Record<string, string>;
}

const expected = JSON.parse(await readFile(`${folder}/expected.json`, "utf8")) as Record<string, Expected>;
const cleanedFile = async (name: string) => cleaned(new Blob([await readFile(`${folder}/${name}`)]), async () => cleanedPdf);

for (const [name, told] of Object.entries(expected)) {
  test(`${name} is cleaned as Python cleans it`, async () => {
    if (told.refused) {
      await assert.rejects(cleanedFile(name), (error) => error instanceof Refused && error.code === told.refused);
      return;
    }
    const { content, removed, remains } = await cleanedFile(name);
    assert.deepEqual({ removed, remains }, { removed: told.removed, remains: told.remains });
    const bytes = new Uint8Array(await content.arrayBuffer());
    if (told.sha256) assert.equal(await sha256Hex(bytes), told.sha256);
    if (!told.parts) return;
    const parts: Record<string, string> = {};
    for (const entry of await unzipped(bytes)) parts[entry.name] = await sha256Hex(entry.content);
    assert.deepEqual(parts, told.parts);
  });
}

test("a PDF keeps its page, and nothing of who made it", async () => {
  const before = await readFile(`${folder}/page.pdf`, "latin1");
  const after = await (await cleanedFile("page.pdf")).content.text();
  assert.ok(before.includes("Verzonnen Maker"));
  assert.ok(!after.includes("Verzonnen") && !after.includes("20260302") && !after.includes("/Metadata"));
  assert.ok(after.includes("80 80 re S") && after.includes("(Kijk hier.)"));
});
