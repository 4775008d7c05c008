/** Files, chunk by chunk: what is sealed or opened never stands in memory twice. */
import { type Bytes, type Draw, concat, fromUtf8, random, readU32, u32, utf8 } from "./bytes.ts";
import { canonical, exactly, fromCanonical } from "./canonical.ts";
import { contextText } from "./context.ts";
import { Refused, malformed, opening } from "./errors.ts";
import { SALT, TAG, contentKey, decrypt, encrypt } from "./symmetric.ts";

const CHUNK = 65536;
const COUNTER = 11;
const NAMELESS = "file";
// Control characters, and what turns the reading direction: a name must not look like another.
const UNSEEN = /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]|\p{Surrogate}/gu;
const MEDIA_TYPE = /^[a-z0-9.+-]{1,64}\/[a-z0-9.+-]{1,64}$/;
const UNKNOWN_TYPE = "application/octet-stream";
const LONGEST_NAME = 200;

export interface FilePlace {
  readonly case: string;
  readonly epoch: number;
  readonly file: string;
}

export interface OpenedFile {
  readonly name: string;
  readonly type: string;
  readonly size: number;
  readonly content: Blob;
}

/** A name without a path and without control characters. */
export function bareName(name: string): string {
  const last = name.split(/[/\\]/).pop() ?? "";
  const seen = Array.from(last.replace(UNSEEN, "")).slice(0, LONGEST_NAME).join("").trim();
  return seen === "" || seen === "." || seen === ".." ? NAMELESS : seen;
}

/** A media type without parameters, or the one that says nothing. */
export function bareType(type: string): string {
  const plain = type.split(";")[0]?.trim().toLowerCase() ?? "";
  return MEDIA_TYPE.test(plain) ? plain : UNKNOWN_TYPE;
}

const where = (place: FilePlace): string => contextText("file", place.case, place.epoch, place.file);

function nonce(counter: number, last: boolean): Bytes {
  const bytes = new Uint8Array(COUNTER + 1);
  new DataView(bytes.buffer).setUint32(COUNTER - 4, counter);
  bytes[COUNTER] = last ? 1 : 0;
  return bytes;
}

function headOf(name: string, type: string, size: number): Bytes {
  const header = utf8(canonical({ name: bareName(name), size, type: bareType(type) }));
  return concat(u32(header.length), header);
}

/** The length of the sealed file, known before it is sealed. */
export function sealedLength(name: string, type: string, size: number): number {
  const chunks = Math.max(1, Math.ceil((headOf(name, type, size).length + size) / CHUNK));
  return SALT + chunks * (CHUNK + TAG);
}

/** Seal a file. The answer is a Blob, which a browser may keep on disk; only sealed bytes are in it. */
export async function sealFile(
  caseKey: Uint8Array,
  file: { name: string; type: string; content: Blob },
  place: FilePlace,
  draw: Draw = random,
): Promise<Blob> {
  const plain = new Blob([headOf(file.name, file.type, file.content.size), file.content]);
  const salt = draw(SALT);
  const key = await contentKey(caseKey, salt, where(place));
  const parts: Bytes[] = [salt];
  const chunks = Math.max(1, Math.ceil(plain.size / CHUNK));
  for (let counter = 0; counter < chunks; counter++) {
    const chunk = new Uint8Array(CHUNK);
    chunk.set(new Uint8Array(await plain.slice(counter * CHUNK, (counter + 1) * CHUNK).arrayBuffer()));
    parts.push(await encrypt(key, nonce(counter, counter === chunks - 1), chunk));
  }
  return new Blob(parts);
}

/** Open a file, whole or not at all. */
export function openFile(caseKey: Uint8Array, sealed: Blob, place: FilePlace): Promise<OpenedFile> {
  return opening(async () => {
    const chunks = (sealed.size - SALT) / (CHUNK + TAG);
    if (!Number.isInteger(chunks) || chunks < 1) throw malformed();
    const salt = new Uint8Array(await sealed.slice(0, SALT).arrayBuffer());
    const key = await contentKey(caseKey, salt, where(place));
    const parts: Bytes[] = [];
    for (let counter = 0; counter < chunks; counter++) {
      const from = SALT + counter * (CHUNK + TAG);
      const text = new Uint8Array(await sealed.slice(from, from + CHUNK + TAG).arrayBuffer());
      parts.push(await decrypt(key, nonce(counter, counter === chunks - 1), text));
    }
    return await unpacked(new Blob(parts));
  });
}

async function unpacked(plain: Blob): Promise<OpenedFile> {
  const length = readU32(new Uint8Array(await plain.slice(0, 4).arrayBuffer()));
  const header = fromCanonical(fromUtf8(new Uint8Array(await plain.slice(4, 4 + length).arrayBuffer())));
  exactly(header, ["name", "size", "type"]);
  const { name, size, type } = header;
  if (typeof name !== "string" || typeof type !== "string" || typeof size !== "number") throw malformed();
  if (size < 0 || name !== bareName(name) || type !== bareType(type)) throw malformed();
  const end = 4 + length + size;
  const rest = new Uint8Array(await plain.slice(end).arrayBuffer());
  if (plain.size !== Math.ceil(end / CHUNK) * CHUNK || rest.some((byte) => byte !== 0)) throw new Refused("envelope");
  return { name, type, size, content: plain.slice(4 + length, end, type) };
}
