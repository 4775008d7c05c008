/** The vectors of the sealed format: Python passes the same ones. */
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";

import { readContent } from "../src/seal/body.ts";
import { type Bytes, base64, concat, fromBase64, fromUtf8, sha256Hex, utf8 } from "../src/seal/bytes.ts";
import { type Json, canonical, fromCanonical } from "../src/seal/canonical.ts";
import { sealingPublicKey, unwrapCaseKey } from "../src/seal/casekey.ts";
import { checkedCertificate, revocationFrom } from "../src/seal/certificate.ts";
import { contextText } from "../src/seal/context.ts";
import { packed } from "../src/seal/envelope.ts";
import { Refused } from "../src/seal/errors.ts";
import { bareName, openFile, sealFile } from "../src/seal/file.ts";
import { printedCode, readLock, typedCode, unlocked } from "../src/seal/handlerkey.ts";
import { openIdentity } from "../src/seal/identity.ts";
import { openMessage, openNote, sealMessage, sealNote } from "../src/seal/message.ts";
import { lookupHash, normalWords, receiptKeys } from "../src/seal/receipt.ts";
import { contentKey, encrypt } from "../src/seal/symmetric.ts";
import { type Thread, verifiedThread } from "../src/seal/thread.ts";

declare const REPOSITORY: string;
type Vector = Record<string, any>; // each file of vectors has fields of its own

const CHUNK = 65_536;

function filled(value: unknown, pool: Record<string, string>): unknown {
  if (typeof value === "string") return pool[value] ?? value;
  if (Array.isArray(value)) return value.map((each) => filled(each, pool));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, filled(each, pool)]));
}

async function vectors(name: string): Promise<Vector[]> {
  const read = JSON.parse(await readFile(`${REPOSITORY}/tests/vectors/seal/${name}.json`, "utf8"));
  return (Array.isArray(read) ? read : filled(read.vectors, read.pool)) as Vector[];
}

/** Content of a length: byte i is i mod 251. */
const generated = (length: number): Bytes => Uint8Array.from({ length }, (_, at) => at % 251);

function drawing(...pieces: Bytes[]): () => Bytes {
  const rest = [...pieces];
  return () => rest.shift() as Bytes;
}

const refused = (code: string) => (error: unknown) => error instanceof Refused && error.code === code;

async function heldTo(vector: Vector, work: () => Promise<void>): Promise<void> {
  if (vector.refused) await assert.rejects(work(), refused(vector.refused));
  else await work();
}

for (const vector of await vectors("casekey")) {
  test(`case key: ${vector.name}`, () =>
    heldTo(vector, async () => {
      const seed = fromBase64(vector.seed);
      assert.equal(base64(await unwrapCaseKey(fromBase64(vector.wrap), seed, vector as never)), vector.case_key);
      assert.equal(await sha256Hex(await sealingPublicKey(seed)), vector.public_sha256);
    }));
}

for (const vector of await vectors("identity")) {
  test(`identity: ${vector.name}`, () =>
    heldTo(vector, async () => {
      const found = await openIdentity(fromBase64(vector.sealed), fromBase64(vector.seed), vector.case, vector.recipient);
      assert.deepEqual(found, { name: vector.told, contact: vector.contact });
    }));
}

for (const vector of await vectors("message")) {
  test(`message: ${vector.name}`, () =>
    heldTo(vector, async () => {
      const key = fromBase64(vector.case_key);
      if ("sealed" in vector) {
        await openMessage(key, fromBase64(vector.sealed), vector as never);
        return;
      }
      const said = generated(vector.length);
      const draw = drawing(fromBase64(vector.salt), fromBase64(vector.nonce));
      const sealed = await sealMessage(key, said, vector as never, draw);
      assert.deepEqual([sealed.length, await sha256Hex(sealed)], [vector.sealed_length, vector.sealed_sha256]);
      assert.deepEqual(await openMessage(key, sealed, vector as never), said);
    }));
}

for (const vector of await vectors("note")) {
  test(`note: ${vector.name}`, () =>
    heldTo(vector, async () => {
      const bundle = fromBase64(vector.bundle);
      const said = generated(vector.length);
      assert.deepEqual(await openNote(bundle, fromBase64(vector.sealed), vector as never), said);
      const draw = drawing(fromBase64(vector.salt), fromBase64(vector.nonce));
      assert.equal(base64(await sealNote(bundle, said, vector as never, draw)), vector.sealed);
    }));
}

const files = await vectors("file");

async function sealedAs(vector: Vector): Promise<Blob> {
  const file = { name: vector.file_name, type: vector.type, content: new Blob([generated(vector.length)]) };
  return sealFile(fromBase64(vector.case_key), file, vector as never, drawing(fromBase64(vector.salt)));
}

async function edited(sealed: Blob, edit: Vector): Promise<Blob> {
  const bytes = new Uint8Array(await sealed.arrayBuffer());
  const chunk = (index: number): Bytes => bytes.slice(32 + index * (CHUNK + 16), 32 + (index + 1) * (CHUNK + 16));
  const chunks = (bytes.length - 32) / (CHUNK + 16);
  if ("cut" in edit) return sealed.slice(0, sealed.size - edit.cut);
  if ("flip" in edit) bytes[edit.flip] = (bytes[edit.flip] ?? 0) ^ 1;
  if ("swap" in edit) return new Blob([bytes.slice(0, 32), chunk(1), chunk(0)]);
  return new Blob("repeat" in edit ? [bytes, chunk(chunks - 1)] : [bytes]);
}

for (const vector of files.filter((each) => "length" in each)) {
  test(`file: ${vector.name}`, async () => {
    const sealed = await sealedAs(vector);
    const hash = await sha256Hex(new Uint8Array(await sealed.arrayBuffer()));
    assert.deepEqual([sealed.size, hash], [vector.sealed_length, vector.sealed_sha256]);
    const opened = await openFile(fromBase64(vector.case_key), sealed, vector as never);
    const content = await sha256Hex(new Uint8Array(await opened.content.arrayBuffer()));
    assert.deepEqual([opened.name, opened.type, content], [vector.file_name, vector.type, vector.sha256]);
  });
}

for (const vector of files.filter((each) => "edit" in each)) {
  test(`file, changed: ${canonical(vector.edit)} of ${vector.of}`, async () => {
    const fine = files.find((each) => each.name === vector.of) as Vector;
    const place = { case: fine.case, epoch: fine.epoch, file: vector.edit.file ?? fine.file };
    const sealed = await edited(await sealedAs(fine), vector.edit);
    await assert.rejects(openFile(fromBase64(fine.case_key), sealed, place), refused(vector.refused));
  });
}

for (const vector of files.filter((each) => "padded" in each)) {
  test(`file that is none: ${vector.name}`, async () => {
    const padded = new Uint8Array(vector.padded.length);
    padded.set(fromBase64(vector.padded.prefix).slice(0, padded.length));
    const salt = fromBase64(vector.salt);
    const key = await contentKey(fromBase64(vector.case_key), salt, contextText("file", vector.case, vector.epoch, vector.file));
    const chunks = Math.ceil(padded.length / CHUNK);
    const parts: Bytes[] = [salt];
    for (let at = 0; at < chunks; at++) {
      const nonce = concat(new Uint8Array(10), Uint8Array.of(at, at === chunks - 1 ? 1 : 0));
      parts.push(await encrypt(key, nonce, padded.slice(at * CHUNK, (at + 1) * CHUNK)));
    }
    await assert.rejects(openFile(fromBase64(vector.case_key), new Blob(parts), vector as never), refused(vector.refused));
  });
}

for (const vector of await vectors("name")) {
  test(`name: ${vector.called}`, () => assert.equal(bareName(vector.called), vector.kept));
}

for (const vector of await vectors("receipt")) {
  test(`receipt: ${vector.words}`, async () => {
    const { lookup, seed } = await receiptKeys(normalWords(vector.words).split(" "), fromBase64(vector.salt));
    assert.deepEqual([base64(lookup), base64(seed)], [vector.lookup, vector.seed]);
    assert.equal(await lookupHash(lookup), vector.kept);
    assert.equal(await sha256Hex(await sealingPublicKey(seed)), vector.public_sha256);
  });
}

for (const vector of await vectors("handlerkey")) {
  test(`handler's key: ${vector.name}`, () =>
    heldTo(vector, async () => {
      if (vector.code) {
        assert.equal(printedCode(fromBase64(vector.code)), vector.shown);
        assert.equal(base64(typedCode(vector.shown)), vector.code);
        return;
      }
      const lock = readLock(vector.lock);
      const secret = fromBase64(vector.secret);
      const own = await unlocked(lock, lock.kind === 1 ? fromUtf8(secret) : secret, vector.key);
      assert.deepEqual([base64(own.bundle), base64(own.signing)], [vector.bundle, vector.signing]);
      assert.equal(await sha256Hex(own.sealing), vector.sealing_sha256);
    }));
}

for (const vector of await vectors("notation")) {
  test(`notation: ${vector.text}`, () => {
    if (vector.refused) {
      assert.throws(() => fromCanonical(vector.text), refused("envelope"));
      return;
    }
    assert.deepEqual(fromCanonical(vector.text), vector.value as Json);
    assert.equal(canonical(vector.value), vector.text);
  });
}

for (const vector of await vectors("certificate")) {
  test(`${vector.kind}: ${vector.name}`, () =>
    heldTo(vector, async () => {
      const organisation = fromBase64(vector.organisation);
      if (vector.kind === "certificate") {
        const { serial, key } = await checkedCertificate(vector.signed, organisation);
        assert.deepEqual([serial, key], [vector.serial, vector.key]);
        return;
      }
      const { number, serials } = await revocationFrom(vector.signed, organisation);
      const told = Object.fromEntries([...serials].map(([serial, day]) => [String(serial), day]));
      assert.deepEqual([number, told], [vector.number, vector.serials]);
    }));
}

for (const vector of await vectors("content")) {
  test(`content: ${vector.name}`, async () => {
    if (vector.refused) {
      assert.throws(() => readContent(utf8(vector.content), vector as never), Refused);
      return;
    }
    const read = readContent(utf8(vector.content), vector as never);
    assert.equal(read.body.kind, vector.kind);
    assert.equal(read.isUnsigned, vector.signing_public === "");
    if (vector.signing_public) assert.ok(await read.isBy(fromBase64(vector.signing_public)));
  });
}

for (const vector of await vectors("thread")) {
  test(`thread: ${vector.name}`, () =>
    heldTo(vector, async () => {
      const reader = { recipient: vector.recipient, seed: fromBase64(vector.seed) };
      const verified = await verifiedThread(vector.thread as Thread, reader);
      assert.equal(verified.entries.length, vector.shown);
      for (const { key } of (vector.thread as Thread).handlers) assert.ok(verified.readers.has(key));
    }));
}

for (const vector of (await vectors("envelope")).filter((each) => !each.refused)) {
  test(`envelope: ${vector.name}`, async () => {
    const { parts, ...header } = JSON.parse(vector.header);
    const rest = generated(vector.rest);
    let at = 0;
    const pieces: Bytes[] = [];
    for (const { length } of parts ?? []) pieces.push(rest.slice(at, (at += length)));
    const sealed = pieces.slice(1).map((piece, index) => ({ file: parts[index + 1].file, sealed: new Blob([piece]) }));
    const envelope = packed(header, parts ? { message: pieces[0] as Bytes, files: sealed } : undefined);
    assert.equal(await sha256Hex(new Uint8Array(await envelope.arrayBuffer())), vector.body_sha256);
  });
}
