/** Everything sealed has one of a few lengths, so that a length tells next to nothing. */
import { type Bytes, readU32, u32 } from "./bytes.ts";
import { Refused, cannotOpen } from "./errors.ts";

export const SIZES = [4096, 16384, 65536] as const;
const LENGTH = 4;

/** The longest content of a message, in bytes. */
export const LONGEST = 65536 - LENGTH;

/** Padded to the smallest of the sizes (ascending) that fits: those of a message, where no others are named. */
export function padded(content: Uint8Array, sizes: readonly number[] = SIZES): Bytes {
  const size = sizes.find((candidate) => content.length + LENGTH <= candidate);
  if (size === undefined) throw new Refused("too_long");
  const whole = new Uint8Array(size);
  whole.set(u32(content.length));
  whole.set(content, LENGTH);
  return whole;
}

export function unpadded(whole: Uint8Array, sizes: readonly number[] = SIZES): Uint8Array {
  const length = readU32(whole);
  const size = sizes.find((candidate) => length + LENGTH <= candidate);
  if (size !== whole.length) throw cannotOpen();
  if (whole.subarray(LENGTH + length).some((byte) => byte !== 0)) throw cannotOpen();
  return whole.slice(LENGTH, LENGTH + length);
}
