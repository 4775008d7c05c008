/** Who is chosen by one key is chosen with every key they have. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { type Recipients, chosen, everyKey } from "../src/reporter/recipients.ts";
import type { Certificate } from "../src/seal/certificate.ts";

const certificate = (key: string, person: string, role = "leads"): Certificate => ({ key, person, role }) as Certificate;
const recipients: Recipients = {
  salt: new Uint8Array(),
  organisation: new Uint8Array(),
  people: [certificate("a1", "a"), certificate("a2", "a"), certificate("b1", "b"), certificate("c1", "c", "along")],
};
const nothing = { leads: "leads", excluded: [], later: [], companions: [] };
const keys = (people: readonly Certificate[]): string[] => people.map(({ key }) => key);

test("whoever has two keys is left out with both", () => {
  assert.deepEqual(everyKey(recipients, ["a2"]), ["a1", "a2"]);
  assert.deepEqual(keys(chosen(recipients, { ...nothing, excluded: ["a2"] }).now), ["b1"]);
});

test("whoever has two keys stands in with both", () => {
  const { now, later } = chosen(recipients, { ...nothing, later: ["a1"] });
  assert.deepEqual([keys(now), keys(later)], [["b1"], ["a1", "a2"]]);
});

test("a key that nobody has is left out as it stands", () => {
  assert.deepEqual(everyKey(recipients, ["x"]), ["x"]);
});
