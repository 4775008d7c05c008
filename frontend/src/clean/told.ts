/** What cleaning tells: codes, for which the page has words. */
import type { Bytes } from "../seal/bytes.ts";

export interface Cleaned {
  readonly content: Blob;
  /** What was taken out. */
  readonly removed: readonly string[];
  /** What is still in it, to be read before it is sealed. */
  readonly remains: readonly string[];
}

/** The same, while it is still bytes. */
export interface CleanBytes {
  readonly content: Bytes;
  readonly removed: Set<string>;
  readonly remains: Set<string>;
}

export const sorted = (codes: ReadonlySet<string>): string[] => [...codes].sort();
