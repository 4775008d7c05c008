/** Argon2id, the slow step from words to keys. WebAssembly: where a page or browser forbids it, there is another path. */
import { argon2id } from "hash-wasm";

import type { Bytes } from "./bytes.ts";

/** 64 MiB, 3 passes, 1 lane, version 0x13. */
export async function derived(words: Uint8Array, salt: Uint8Array, length: number): Promise<Bytes> {
  const settings = { parallelism: 1, iterations: 3, memorySize: 65536, hashLength: length } as const;
  return (await argon2id({ password: words, salt, ...settings, outputType: "binary" })) as Bytes;
}

/** Whether this browser, on this page, can do all that sealing needs; if not, the other path is offered. */
export async function isAble(): Promise<boolean> {
  try {
    // The smallest module there is: eight bytes. Content Security Policy stops it like any other.
    await WebAssembly.compile(Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0));
    await crypto.subtle.importKey("raw", new Uint8Array(32).fill(9), "Ed25519", false, ["verify"]);
    return true;
  } catch {
    return false;
  }
}
