/** PNG: only the chunks that the picture is drawn from stay. */
import { concat, readU32 } from "../seal/bytes.ts";
import { Refused } from "../seal/errors.ts";
import type { CleanBytes } from "./told.ts";

const MARK = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];
const KEPT = new Set(["IHDR", "PLTE", "IDAT", "IEND", "tRNS", "gAMA", "cHRM", "sRGB", "acTL", "fcTL", "fdAT"]);
const REMOVED: Record<string, string> = { tEXt: "comment", zTXt: "comment", iTXt: "comment", eXIf: "camera", iCCP: "profile", tIME: "dates" };

export const isPng = (bytes: Uint8Array): boolean => MARK.every((byte, at) => bytes[at] === byte);

export function cleanedPng(bytes: Uint8Array): CleanBytes {
  const removed = new Set<string>();
  const kept: Uint8Array[] = [Uint8Array.from(MARK)];
  let at = MARK.length;
  let name = "";
  while (name !== "IEND") {
    if (at + 12 > bytes.length) throw new Refused("damaged");
    const end = at + 12 + readU32(bytes, at);
    if (end > bytes.length) throw new Refused("damaged");
    name = String.fromCharCode(...bytes.subarray(at + 4, at + 8));
    if (KEPT.has(name)) kept.push(bytes.subarray(at, end));
    else removed.add(REMOVED[name] ?? "other");
    at = end;
  }
  if (at < bytes.length) removed.add("trailer");
  return { content: concat(...kept), removed, remains: new Set(["visible"]) };
}
