/** Bytes, and the few ways they are written. */
import { malformed } from "./errors.ts";

export type Bytes = Uint8Array<ArrayBuffer>;

const URL_SAFE = /^[A-Za-z0-9_-]*$/;
const HEX = /^(?:[0-9a-f]{2})*$/;
const WHOLE_TURN = 0x8000; // as many arguments as every browser takes in one call

export function concat(...parts: Uint8Array[]): Bytes {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** A source of chance; a test gives what a vector says was drawn. */
export type Draw = (length: number) => Bytes;

export function random(length: number): Bytes {
  return crypto.getRandomValues(new Uint8Array(length));
}

/** Text as UTF-8. A lone surrogate has no UTF-8, and no other implementation would agree on what stands for it. */
export function utf8(text: string): Bytes {
  const bytes = new TextEncoder().encode(text);
  if (new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes) !== text) throw malformed();
  return bytes as Bytes;
}

/** Text from UTF-8, strictly; a byte order mark is a character like any other. */
export function fromUtf8(bytes: Uint8Array): string {
  return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
}

export function hex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

export function fromHex(text: string): Bytes {
  if (!HEX.test(text)) throw malformed();
  return Uint8Array.from(text.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
}

/** base64url without padding. */
export function base64(bytes: Uint8Array): string {
  let binary = "";
  for (let at = 0; at < bytes.length; at += WHOLE_TURN) {
    binary += String.fromCharCode(...bytes.subarray(at, at + WHOLE_TURN));
  }
  return btoa(binary).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
}

/** Read base64url; only the one way of writing these bytes is taken. */
export function fromBase64(text: string): Bytes {
  if (!URL_SAFE.test(text) || text.length % 4 === 1) throw malformed();
  const binary = atob(text.replace(/-/g, "+").replace(/_/g, "/"));
  const bytes = Uint8Array.from(binary, (character) => character.charCodeAt(0));
  if (base64(bytes) !== text) throw malformed();
  return bytes;
}

export function u32(value: number): Bytes {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setUint32(0, value);
  return bytes;
}

export function readU32(bytes: Uint8Array, at = 0): number {
  if (bytes.length < at + 4) throw malformed();
  return new DataView(bytes.buffer, bytes.byteOffset).getUint32(at);
}

export function same(one: Uint8Array, other: Uint8Array): boolean {
  if (one.length !== other.length) return false;
  let difference = 0;
  for (let at = 0; at < one.length; at++) difference |= (one[at] ?? 0) ^ (other[at] ?? 0);
  return difference === 0;
}

export async function sha256(bytes: Uint8Array): Promise<Bytes> {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", bytes as Bytes));
}

export async function sha256Hex(bytes: Uint8Array): Promise<string> {
  return hex(await sha256(bytes));
}
