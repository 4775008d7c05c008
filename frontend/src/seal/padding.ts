/** Messages have one of three lengths, so that a length tells next to nothing. */
import { type Bytes, readU32, u32 } from "./bytes.ts";
import { Refused, cannotOpen } from "./errors.ts";

export const SIZES = [4096, 16384, 65536] as const;
const LENGTH = 4;

/** The longest content of a message, in bytes. */
export const LONGEST = 65536 - LENGTH;

export function padded(content: Uint8Array): Bytes {
  const size = SIZES.find((candidate) => content.length + LENGTH <= candidate);
  if (size === undefined) throw new Refused("too_long");
  const whole = new Uint8Array(size);
  whole.set(u32(content.length));
  whole.set(content, LENGTH);
  return whole;
}

export function unpadded(whole: Uint8Array): Uint8Array {
  const length = readU32(whole);
  const size = SIZES.find((candidate) => length + LENGTH <= candidate);
  if (size !== whole.length) throw cannotOpen();
  if (whole.subarray(LENGTH + length).some((byte) => byte !== 0)) throw cannotOpen();
  return whole.slice(LENGTH, LENGTH + length);
}
