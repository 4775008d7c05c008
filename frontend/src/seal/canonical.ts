/** Canonical JSON: one value, one text. Numbers are integers; keys stand by code point. */
import { malformed } from "./errors.ts";

export type Json = string | number | boolean | null | Json[] | { [key: string]: Json };
export type JsonObject = { [key: string]: Json };

/** By code point: JavaScript's own order is by UTF-16 unit, and differs beyond the first plane. */
function byCodePoint(one: string, other: string): number {
  const ones = Array.from(one, (character) => character.codePointAt(0) ?? 0);
  const others = Array.from(other, (character) => character.codePointAt(0) ?? 0);
  for (let at = 0; at < Math.min(ones.length, others.length); at++) {
    const difference = (ones[at] ?? 0) - (others[at] ?? 0);
    if (difference !== 0) return difference;
  }
  return ones.length - others.length;
}

export function canonical(value: Json): string {
  if (typeof value === "number") {
    if (!Number.isSafeInteger(value)) throw malformed();
    return String(value);
  }
  if (value === null || typeof value === "boolean" || typeof value === "string") return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  const pairs = Object.keys(value)
    .sort(byCodePoint)
    .map((key) => `${JSON.stringify(key)}:${canonical(value[key] as Json)}`);
  return `{${pairs.join(",")}}`;
}

/** Read an object, and refuse a text that canonical JSON would write differently (so also a key that stands twice). */
export function fromCanonical(text: string): JsonObject {
  let value: Json;
  try {
    value = JSON.parse(text) as Json;
  } catch {
    throw malformed();
  }
  if (!isObject(value) || canonical(value) !== text) throw malformed();
  return value;
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Refuse an object that has not exactly these keys. */
export function exactly(value: JsonObject, keys: readonly string[]): void {
  const found = Object.keys(value).sort().join(" ");
  if (found !== [...keys].sort().join(" ")) throw malformed();
}
