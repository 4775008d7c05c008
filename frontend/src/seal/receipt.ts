/** Seven words: the only thing that brings a reporter back. */
import { type Bytes, concat, hex, random, sha256, utf8 } from "./bytes.ts";
import { derived } from "./derivation.ts";
import { Refused } from "./errors.ts";

export const RECEIPT_WORDS = 7;

export interface ReceiptKeys {
  /** Sent to find the case; opens nothing. */
  readonly lookup: Bytes;
  /** The reporter's X-Wing private key; never leaves the browser. */
  readonly seed: Bytes;
}

/** Draw words, each as likely as any other: a number that would favour the first words is drawn again. */
export function drawnWords(list: readonly string[], count: number): string[] {
  const bound = Math.floor(2 ** 32 / list.length) * list.length;
  const words: string[] = [];
  while (words.length < count) {
    const number = new DataView(random(4).buffer).getUint32(0);
    if (number < bound) words.push(list[number % list.length] as string);
  }
  return words;
}

/** The words as they are derived from, however they were typed. */
export function normalWords(typed: string): string {
  return typed.toLowerCase().replace(/[^\p{L}]+/gu, " ").trim();
}

export async function receiptKeys(words: readonly string[], salt: Uint8Array): Promise<ReceiptKeys> {
  if (words.length !== RECEIPT_WORDS) throw new Refused("words");
  const bytes = await derived(utf8(words.join(" ")), salt, 64);
  return { lookup: bytes.slice(0, 32), seed: bytes.slice(32) };
}

/** What the server keeps of the look-up. */
export async function lookupHash(lookup: Uint8Array): Promise<string> {
  return hex(await sha256(concat(utf8("weerklank/lookup/v1|"), lookup)));
}
