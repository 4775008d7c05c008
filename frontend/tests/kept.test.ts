import assert from "node:assert/strict";
import { test } from "node:test";

import { Decrypter, generateHybridIdentity, generateX25519Identity, identityToRecipient } from "age-encryption";

import { archived } from "../src/archive/archived.ts";
import { unzipped } from "../src/clean/zip.ts";
import { type Around, kept } from "../src/export/kept.ts";
import { type Bytes, fromUtf8, sha256Hex, utf8 } from "../src/seal/bytes.ts";
import { REPORTER } from "../src/seal/context.ts";
import { type Verified, verifiedThread } from "../src/seal/thread.ts";
import { Life } from "./lives.ts";

const TEXT = "Zij zei: <b>\"weg\"</b> & 'nu'.\nEen tweede regel.";
const CONTENT: Bytes = utf8("wat erin staat");

const around: Around = {
  language: "nl",
  facts: [["Stand", "Gesloten"]],
  procedure: "confidential_contact",
  state: "closed",
  say: (key) => key,
  day: (day) => day,
  opened: async () => CONTENT,
};

async function thread(): Promise<Verified> {
  const life = await Life.started();
  const sha256 = await sha256Hex(CONTENT);
  const file = { id: "ab".repeat(16), name: "foto's #1.txt", sha256, size: CONTENT.length, type: "text/plain" };
  await life.write(REPORTER, { kind: "message", text: TEXT, files: [file, { ...file, id: "cd".repeat(16) }] });
  await life.answer("Dank u.");
  return verifiedThread(await life.thread(), { recipient: REPORTER, seed: life.seed });
}

async function parts(zip: Uint8Array): Promise<Map<string, Bytes>> {
  return new Map((await unzipped(zip)).map(({ name, content }) => [name, content]));
}

test("a conversation is one file with a page, the same as data, and every file under a place of its own", async () => {
  const found = await thread();
  const zip = await parts(await kept(found, around));
  assert.deepEqual([...zip.keys()], ["index.html", "case.json", "files/01-foto's #1.txt", "files/02-foto's #1.txt"]);
  assert.deepEqual(zip.get("files/02-foto's #1.txt"), CONTENT);
  const told = JSON.parse(fromUtf8(zip.get("case.json") as Bytes));
  assert.deepEqual([told.v, told.case, told.procedure, told.state], [1, found.case, "confidential_contact", "closed"]);
  assert.deepEqual(told.messages.map((message: { sender: string }) => message.sender === "reporter"), [true, true, false]);
  assert.equal(told.messages[1].body.text, TEXT);
  assert.equal(told.messages[1].body.files[1].path, "files/02-foto's #1.txt");
  assert.equal(told.messages[2].name, "Invented Person");
});

test("nothing that someone wrote becomes markup on the page", async () => {
  const page = fromUtf8((await parts(await kept(await thread(), around))).get("index.html") as Bytes);
  assert.ok(page.includes("Zij zei: &lt;b&gt;&quot;weg&quot;&lt;/b&gt; &amp; &#39;nu&#39;.\nEen tweede regel."));
  assert.ok(page.includes('href="files/01-foto&#39;s%20%231.txt"'));
  assert.ok(!/<b>|<script|src=|https?:/.test(page));
});

for (const [kind, identity] of [["of today", generateX25519Identity], ["against a quantum computer", generateHybridIdentity]] as const) {
  test(`the archive alone opens its file, with a key ${kind}`, async () => {
    const [own, other] = [await identity(), await identity()];
    const sealed = await archived(await thread(), around, await identityToRecipient(own));
    assert.equal(fromUtf8(sealed.subarray(0, 22)), "age-encryption.org/v1\n");
    assert.ok(!Buffer.from(sealed).includes("Een tweede regel."));
    const decrypter = new Decrypter();
    decrypter.addIdentity(own);
    assert.ok((await parts(await decrypter.decrypt(sealed))).has("case.json"));
    const stranger = new Decrypter();
    stranger.addIdentity(other);
    await assert.rejects(stranger.decrypt(sealed));
  });
}

test("what is no key of the archive gets nothing", async () => {
  await assert.rejects(archived(await thread(), around, "age1nothing"));
});
