/**
 * JPEG: only the segments that a picture is drawn from stay. Of the camera's own notes the orientation stays, in a
 * segment of our own, for without it a photo lies on its side; what follows the picture (a second one, a film) goes.
 */
import { type Bytes, concat, same } from "../seal/bytes.ts";
import { Refused } from "../seal/errors.ts";
import type { CleanBytes } from "./told.ts";

const SOI = 0xd8;
const EOI = 0xd9;
const SOS = 0xda;
const APP0 = 0xe0;
const APP1 = 0xe1;
const APP2 = 0xe2;
const APP14 = 0xee;
const COM = 0xfe;
const ORIENTATION = 0x0112;
const PLAIN_JFIF = Uint8Array.of(0xff, APP0, 0, 16, 0x4a, 0x46, 0x49, 0x46, 0, 1, 1, 0, 0, 1, 0, 1, 0, 0);
const ADOBE = 12;

const damaged = (): Refused => new Refused("damaged");

interface Segment {
  readonly marker: number;
  /** From the 0xff of the marker up to the next one. */
  readonly bytes: Uint8Array;
  readonly body: Uint8Array;
}

export const isJpeg = (bytes: Uint8Array): boolean => bytes[0] === 0xff && bytes[1] === SOI && bytes[2] === 0xff;

export function cleanedJpeg(bytes: Uint8Array): CleanBytes {
  const removed = new Set<string>();
  const remains = new Set(["visible"]);
  const kept: Uint8Array[] = [];
  let orientation = 1;
  let end = 2;
  for (const segment of segments(bytes)) {
    const instead = replaced(segment, removed);
    if (segment.marker === APP1) orientation = orientationIn(segment.body) ?? orientation;
    if (instead) kept.push(instead);
    end += segment.bytes.length;
  }
  if (end < bytes.length) removed.add("trailer");
  if (orientation !== 1) remains.add("orientation");
  const head = orientation === 1 ? [] : [orientationSegment(orientation)];
  const [first, ...rest] = kept;
  const isJfif = first?.[1] === APP0;
  const content = concat(Uint8Array.of(0xff, SOI), ...(isJfif ? [first] : []), ...head, ...(isJfif || !first ? [] : [first]), ...rest);
  return { content, removed, remains };
}

/** The segment itself, a plain one in its place, or nothing. */
function replaced({ marker, bytes, body }: Segment, removed: Set<string>): Uint8Array | undefined {
  if (marker === COM) removed.add("comment");
  const isApplication = marker >= APP0 && marker <= 0xef;
  if (!isApplication) return marker === COM ? undefined : bytes;
  if (marker === APP0 && starts(body, "JFIF\0")) return PLAIN_JFIF;
  if (marker === APP14 && starts(body, "Adobe") && body.length >= ADOBE) {
    return concat(Uint8Array.of(0xff, APP14, 0, ADOBE + 2), body.slice(0, ADOBE)); // how its colours are to be read
  }
  if (marker === APP1 && same(bytes, orientationSegment(orientationIn(body) ?? 0))) return undefined;
  removed.add(marker === APP2 && starts(body, "ICC_PROFILE\0") ? "profile" : "camera");
  return undefined;
}

function starts(body: Uint8Array, text: string): boolean {
  return Array.from(text).every((character, at) => body[at] === character.charCodeAt(0));
}

function* segments(bytes: Uint8Array): Generator<Segment> {
  let at = 2;
  let drawn = false;
  for (;;) {
    const start = at;
    if (bytes[at] !== 0xff) throw damaged();
    while (bytes[at + 1] === 0xff) at++;
    const marker = bytes[at + 1];
    at += 2;
    if (marker === undefined || marker === 0) throw damaged();
    if (marker === EOI) {
      if (!drawn) throw damaged();
      return yield { marker, bytes: bytes.subarray(start, at), body: new Uint8Array() };
    }
    const length = ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0);
    const body = bytes.subarray(at + 2, at + length);
    at += length;
    if (length < 2 || at > bytes.length) throw damaged();
    if (marker === SOS) at = afterScan(bytes, at);
    drawn ||= marker === SOS;
    yield { marker, bytes: bytes.subarray(start, at), body };
  }
}

/** The end of the picture's own bytes: the first marker that is no restart and no stuffed byte. */
function afterScan(bytes: Uint8Array, from: number): number {
  for (let at = from; at + 1 < bytes.length; at++) {
    const next = bytes[at + 1] ?? 0;
    if (bytes[at] === 0xff && next !== 0 && next !== 0xff && !(next >= 0xd0 && next <= 0xd7)) return at;
  }
  throw damaged();
}

/** The orientation in the camera's notes, 1 to 8, where they are notes and it is there. */
function orientationIn(body: Uint8Array): number | undefined {
  if (!starts(body, "Exif\0\0") || body.length < 14) return undefined;
  const notes = new DataView(body.buffer, body.byteOffset + 6, body.length - 6);
  const little = notes.getUint16(0) === 0x4949;
  const directory = notes.getUint32(4, little);
  if (directory + 2 > notes.byteLength) return undefined;
  const count = notes.getUint16(directory, little);
  for (let entry = directory + 2; entry + 12 <= notes.byteLength && entry < directory + 2 + 12 * count; entry += 12) {
    if (notes.getUint16(entry, little) !== ORIENTATION) continue;
    const value = notes.getUint16(entry + 8, little);
    return value >= 1 && value <= 8 ? value : undefined;
  }
  return undefined;
}

function orientationSegment(orientation: number): Bytes {
  const notes = [0x4d, 0x4d, 0, 0x2a, 0, 0, 0, 8, 0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, orientation, 0, 0, 0, 0, 0, 0];
  return concat(Uint8Array.of(0xff, APP1, 0, 34, 0x45, 0x78, 0x69, 0x66, 0, 0), Uint8Array.from(notes));
}
