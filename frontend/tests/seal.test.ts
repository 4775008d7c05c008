import assert from "node:assert/strict";
import { test } from "node:test";

import { base64, fromBase64, hex, random, utf8 } from "../src/seal/bytes.ts";
import { canonical, fromCanonical } from "../src/seal/canonical.ts";
import { newCaseKey, sealingPublicKey, unwrapCaseKey, wrapCaseKey } from "../src/seal/casekey.ts";
import { contextText, identifier } from "../src/seal/context.ts";
import { isAble } from "../src/seal/derivation.ts";
import { fetchFile, reporterAct, submission, unpacked } from "../src/seal/envelope.ts";
import { Refused } from "../src/seal/errors.ts";
import { bareName, openFile, sealFile, sealedLength } from "../src/seal/file.ts";
import * as locks from "../src/seal/handlerkey.ts";
import { openMessage, openNote, sealMessage, sealNote } from "../src/seal/message.ts";
import { LONGEST, padded, unpadded } from "../src/seal/padding.ts";
import { drawnWords, normalWords, receiptKeys } from "../src/seal/receipt.ts";

const refused = (code: string) => (error: unknown) => error instanceof Refused && error.code === code;
const place = { case: identifier(), epoch: 1, sender: identifier(), position: 1 };

test("canonical JSON sorts by code point and is read in one way only", () => {
  assert.equal(canonical({ "\u{1F600}": 1, "\uFF5E": 2, a: "é\u0001\u2028" }), '{"a":"é\\u0001\u2028","～":2,"😀":1}');
  for (const text of ['{"a": 1}', '{"a":1,"a":1}', '{"a":1.0}', '{"b":1,"a":1}', '{"a":1e2}', '{"a":-0}', "[]", '{"a"', '{"a":"\\u0041"}']) {
    assert.throws(() => fromCanonical(text), refused("envelope"));
  }
});

test("bytes are written in one way only", () => {
  assert.deepEqual(fromBase64(base64(new Uint8Array(100_000).fill(251))).length, 100_000);
  for (const text of ["A", "AB", "AA==", "a+b/", "AAA B"]) assert.throws(() => fromBase64(text), refused("envelope"));
  assert.throws(() => utf8("\ud800"), refused("envelope"));
});

test("a context has no room for free text", () => {
  assert.equal(contextText("casekey", "0".repeat(32), 2), `weerklank/casekey/v1|${"0".repeat(32)}|2`);
  for (const field of ["01", "", "x|y", "ABC", 0, -1, 1.5]) assert.throws(() => contextText("casekey", field), refused("envelope"));
});

test("padding has three lengths and nothing behind it", () => {
  for (const [length, size] of [[0, 4096], [4092, 4096], [4093, 16384], [16381, 65536], [LONGEST, 65536]] as const) {
    assert.equal(padded(new Uint8Array(length)).length, size);
    assert.equal(unpadded(padded(new Uint8Array(length))).length, length);
  }
  assert.throws(() => padded(new Uint8Array(LONGEST + 1)), refused("too_long"));
  const behind = padded(utf8("text"));
  behind[4095] = 1;
  assert.throws(() => unpadded(behind), refused("cannot_open"));
});

test("a message opens in its own place and nowhere else", async () => {
  const key = newCaseKey();
  const sealed = await sealMessage(key, utf8("said"), place);
  assert.equal(sealed.length, 4156);
  assert.deepEqual(await openMessage(key, sealed, place), utf8("said"));
  for (const moved of [{ case: identifier() }, { epoch: 2 }, { sender: identifier() }, { position: 2 }]) {
    await assert.rejects(openMessage(key, sealed, { ...place, ...moved }), refused("cannot_open"));
  }
  await assert.rejects(openMessage(newCaseKey(), sealed, place), refused("cannot_open"));
  await assert.rejects(openMessage(key, sealed.slice(1), place), refused("cannot_open"));
});

test("a note is its counsellor's own", async () => {
  const bundle = random(64);
  const where = { case: place.case, key: place.sender, position: 1 };
  const sealed = await sealNote(bundle, utf8("mine"), where);
  assert.deepEqual(await openNote(bundle, sealed, where), utf8("mine"));
  await assert.rejects(openNote(random(64), sealed, where), refused("cannot_open"));
});

test("a case key is wrapped for one recipient", async () => {
  const seed = random(32);
  const publicKey = await sealingPublicKey(seed);
  const where = { case: place.case, epoch: 1, recipient: identifier() };
  const wrap = await wrapCaseKey(newCaseKey(), publicKey, where);
  assert.equal(wrap.length, 1168);
  assert.equal((await unwrapCaseKey(wrap, seed, where)).length, 32);
  await assert.rejects(unwrapCaseKey(wrap, seed, { ...where, recipient: identifier() }), refused("cannot_open"));
  await assert.rejects(unwrapCaseKey(wrap, random(32), where), refused("cannot_open"));
});

test("files of every size are stored whole", async () => {
  const key = newCaseKey();
  const where = { case: place.case, epoch: 1, file: identifier() };
  for (const size of [0, 1, 65_487, 65_488, 65_489, 1_048_575, 1_048_576, 1_048_577]) {
    const content = new Blob([new Uint8Array(size).fill(7)]);
    const sealed = await sealFile(key, { name: "../a\u0000b.txt", type: "text/plain", content }, where);
    assert.equal(sealed.size, sealedLength("../a\u0000b.txt", "text/plain", size));
    const opened = await openFile(key, sealed, where);
    assert.deepEqual([opened.name, opened.size, opened.content.size], ["ab.txt", size, size]);
    const cut = sealed.slice(0, sealed.size - 65_552);
    await assert.rejects(openFile(key, cut, where), refused("cannot_open"));
    await assert.rejects(openFile(key, sealed, { ...where, file: identifier() }), refused("cannot_open"));
  }
});

test("a name keeps no path", () => {
  const names = { "C:\\x\\y.pdf": "y.pdf", "a/b": "b", "": "file", "..": "file", "\u202egnp.exe": "gnp.exe" };
  for (const [given, kept] of Object.entries(names)) assert.equal(bareName(given), kept);
});

test("a receipt is typed as people type", async () => {
  assert.equal(normalWords("  Appel, peer\n3 BOOM "), "appel peer boom");
  const words = drawnWords(["a", "b", "c"], 7);
  assert.equal(words.length, 7);
  const keys = await receiptKeys(words, random(16));
  assert.deepEqual([keys.lookup.length, keys.seed.length], [32, 32]);
});

test("locks open with their own secret", async () => {
  const own = await locks.newHandlerKey();
  const words = ["een", "twee", "drie", "vier", "vijf", "zes"];
  const code = locks.newRecoveryCode();
  const output = random(32);
  const passphrase = await locks.lockedByPassphrase(own, words);
  assert.deepEqual((await locks.unlocked(passphrase, words.join(" "), own.key)).bundle, own.bundle);
  const printed = locks.printedCode(code);
  assert.match(printed, /^([0-9A-HJKMNP-TV-Z]{4}-){7}[0-9A-HJKMNP-TV-Z]{4}$/);
  assert.deepEqual(locks.typedCode(printed.toLowerCase().replace(/-/g, " ")), code);
  const recovery = await locks.lockedByRecovery(own, code);
  assert.deepEqual((await locks.unlocked(locks.readLock(recovery as never), code, own.key)).bundle, own.bundle);
  const passkey = await locks.lockedByPasskey(own, output, random(20));
  assert.deepEqual((await locks.unlocked(locks.readLock(passkey as never), output, own.key)).bundle, own.bundle);
  await assert.rejects(locks.unlocked(recovery, output.slice(0, 20), own.key), refused("cannot_open"));
  await assert.rejects(locks.unlocked({ ...recovery, kind: 2 }, code, own.key), refused("cannot_open"));
  await assert.rejects(locks.unlocked(passkey, output, identifier()), refused("cannot_open"));
});

test("an envelope says how long its parts are", async () => {
  const wraps = new Map([[identifier(), random(1168)]]);
  const what = { case: place.case, lookup: random(32), reporterKey: random(1216), wraps, withheld: new Map(), procedure: "contact", unit: "", shared: {} };
  const files = [{ file: identifier(), sealed: new Blob([new Uint8Array(32 + 65_552)]) }];
  const { header, parts } = await unpacked(submission(what, { message: random(4156), files }));
  assert.deepEqual([header.epoch, header.v, parts.length], [1, 1, 2]);
  const whole = await fetchFile(random(32), place.case, identifier()).arrayBuffer();
  await assert.rejects(unpacked(new Blob([whole, "x"])), refused("envelope"));
  const large = [{ file: identifier(), sealed: new Blob([new Uint8Array(26 * 1024 * 1024)]) }];
  assert.throws(() => submission(what, { message: random(4156), files: large }), refused("too_large"));
});

test("who agrees to a longer term says to which day", async () => {
  const lookup = random(32);
  const { header } = await unpacked(reporterAct(lookup, place.case, "agree", 20260701));
  assert.deepEqual(header, { act: "agree", case: place.case, lookup: base64(lookup), v: 1, value: 20260701 });
});

test("node can do all that sealing needs", async () => {
  assert.equal(await isAble(), true);
  assert.equal(hex(random(2)).length, 4);
});
