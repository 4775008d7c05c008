import assert from "node:assert/strict";
import { test } from "node:test";

import { REPORTER } from "../src/seal/context.ts";
import { Refused } from "../src/seal/errors.ts";
import { newHandlerKey } from "../src/seal/handlerkey.ts";
import { type Thread, verifiedThread } from "../src/seal/thread.ts";
import { random } from "../src/seal/bytes.ts";
import { Life, certificateFor, signedBy } from "./lives.ts";

const read = async (life: Life, thread?: Thread) =>
  verifiedThread(thread ?? (await life.thread()), { recipient: REPORTER, seed: life.seed });

async function refusedAs(code: string, life: Life, thread?: Thread): Promise<void> {
  await assert.rejects(read(life, thread), (error) => error instanceof Refused && error.code === code);
}

test("a whole thread is shown, over two epochs", async () => {
  const life = await Life.started();
  await life.answer("I read it.");
  await life.write(REPORTER, { kind: "message", text: "Thank you.", files: [] });
  await life.write(life.own(0).key, { kind: "grant", key: life.own(1).key, serial: 2 });
  await life.answer("I read it too.", 1);
  await life.open();
  await life.answer("From now on the two of us.");
  const verified = await read(life);
  assert.equal(verified.entries.length, 7);
  assert.deepEqual([...verified.readers], [life.own(0).key]);
  assert.equal(verified.epoch, 2);
});

test("a handler who was never granted is not shown", async () => {
  const life = await Life.started();
  await life.answer("I was not asked.", 1);
  await refusedAs("thread_grant", life);
});

test("a handler of the epoch before is not shown in the next", async () => {
  const life = await Life.started();
  await life.write(life.own(0).key, { kind: "grant", key: life.own(1).key, serial: 2 });
  await life.open();
  await life.answer("I was removed.", 1);
  await refusedAs("thread_grant", life);
});

test("a dropped, repeated or reordered message shows", async () => {
  const life = await Life.started();
  await life.answer("One.");
  await life.answer("Two.");
  const [report, one, two] = life.messages as [never, never, never];
  const thread = await life.thread();
  await refusedAs("thread_order", life, { ...thread, messages: [report, two] });
  await refusedAs("thread_order", life, { ...thread, messages: [report, one, one] });
  await refusedAs("thread_order", life, { ...thread, messages: [report, two, one] });
  await refusedAs("thread_order", life, { ...thread, messages: [] });
});

test("a message of another sender that was dropped shows by what came after it", async () => {
  const life = await Life.started();
  await life.answer("One.");
  await life.write(REPORTER, { kind: "message", text: "Seen.", files: [] });
  const [report, , seen] = life.messages as [never, never, never];
  await refusedAs("thread_order", life, { ...(await life.thread()), messages: [report, seen] });
});

test("an answer that the server invented does not open, and one that another signed is refused", async () => {
  const life = await Life.started();
  await life.answer("Mine.");
  const thread = await life.thread();
  const moved = thread.messages.map((message) => ({ ...message, sender: message.sender === REPORTER ? REPORTER : life.own(1).key }));
  await refusedAs("cannot_open", life, { ...thread, messages: moved });
  const other = await Life.started();
  await other.write(other.own(0).key, { kind: "message", text: "Not mine.", files: [] }, { signer: other.own(1) });
  await refusedAs("thread_signature", other);
});

test("a swapped, stale or revoked certificate is refused", async () => {
  const life = await Life.started();
  await life.answer("Mine.");
  const strange = await certificateFor(life.own(0), random(32), 1);
  await refusedAs("thread_certificate", life, { ...(await life.thread()), certificates: [strange] });
  const stale = await certificateFor(life.own(0), life.organisation, 1, { to: "2026-03-01" });
  await refusedAs("thread_certificate", life, { ...(await life.thread()), certificates: [stale] });
  const impostor = await newHandlerKey();
  const named = await certificateFor(impostor, life.organisation, 1, { key: life.own(0).key });
  await refusedAs("thread_certificate", life, { ...(await life.thread()), certificates: [named] });
});

test("a revocation counts from its day, by the list with the highest number", async () => {
  const life = await Life.started();
  await life.answer("Mine.");
  const list = (number: number, serials: Record<string, string>) =>
    signedBy(life.organisation, "revocation", { number, on: "2026-03-01", serials, v: 1 });
  const thread = await life.thread();
  const revoked = await list(2, { "1": "2026-03-02" });
  await refusedAs("thread_certificate", life, { ...thread, revocations: [revoked, await list(1, {})] });
  await read(life, { ...thread, revocations: [await list(3, { "1": "2026-03-03" }), revoked] });
  const forged = { ...revoked, signature: (await signedBy(random(32), "revocation", {})).signature };
  await refusedAs("thread_certificate", life, { ...thread, revocations: [forged] });
});

test("an epoch that is not linked, or names another key, is refused", async () => {
  const life = await Life.started();
  await life.wrap(2);
  await refusedAs("thread_epoch", life);
  const other = await Life.started();
  await other.open({ key_hash: "0".repeat(64) });
  await refusedAs("thread_epoch", other);
  const skipped = await Life.started();
  await skipped.open({ epoch: 3 });
  await refusedAs("thread_epoch", skipped);
});

test("nobody who was left out is granted, in any way", async () => {
  const out = "a".repeat(32);
  const granted = await Life.started([out]);
  const third = { ...(await newHandlerKey()), key: out };
  granted.handlers.push(third);
  await granted.open({ recipients: [out, REPORTER] });
  await refusedAs("thread_excluded", granted);
});

test("another reporter's key is refused", async () => {
  const life = await Life.started();
  const other = await Life.started();
  const thread = await life.thread();
  await refusedAs("thread_reporter", life, { ...thread, reporter_key: (await other.thread()).reporter_key });
  const handler = { recipient: life.own(0).key, seed: life.own(0).bundle.slice(0, 32) };
  await assert.rejects(verifiedThread(thread, handler), (error) => error instanceof Refused && error.code === "cannot_open");
});
