/** Zip, as office programs write it: read whole, written again without dates, comments or extra fields. */
import { type Bytes, concat, fromUtf8, utf8 } from "../seal/bytes.ts";
import { Refused } from "../seal/errors.ts";

const END = 0x06054b50;
const CENTRAL = 0x02014b50;
const LOCAL = 0x04034b50;
const END_LENGTH = 22;
const LONGEST_COMMENT = 65_535;
const STORED = 0;
const DEFLATED = 8;
const UTF8 = 0x0800;
const FIRST_DAY = 0x21; // 1 January 1980: the first that a zip can hold
const MOST_ENTRIES = 4096;
const MOST_BYTES = 256 * 1024 * 1024;
const GZIP_HEAD = Uint8Array.of(0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff);
const GZIP_TAIL = 8;

export interface ZipEntry {
  readonly name: string;
  readonly content: Bytes;
}

const damaged = (): Refused => new Refused("damaged");

async function through(content: Uint8Array, stream: CompressionStream | DecompressionStream): Promise<Bytes> {
  const blob = new Blob([content as Bytes]);
  return new Uint8Array(await new Response(blob.stream().pipeThrough(stream)).arrayBuffer());
}

/** A gzip around raw deflate: every browser has it, and it holds the content to length and checksum besides. */
async function inflated(raw: Uint8Array, checksum: number, size: number): Promise<Bytes> {
  const tail = new DataView(new ArrayBuffer(GZIP_TAIL));
  tail.setUint32(0, checksum, true);
  tail.setUint32(4, size, true);
  return through(concat(GZIP_HEAD, raw, new Uint8Array(tail.buffer)), new DecompressionStream("gzip"));
}

export async function unzipped(bytes: Uint8Array): Promise<ZipEntry[]> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const end = endOf(view);
  const count = view.getUint16(end + 10, true);
  let at = view.getUint32(end + 16, true);
  let total = 0;
  const entries: ZipEntry[] = [];
  if (count > MOST_ENTRIES) throw new Refused("too_large");
  for (let index = 0; index < count; index++) {
    if (at + 46 > bytes.length || view.getUint32(at, true) !== CENTRAL) throw damaged();
    total += view.getUint32(at + 24, true);
    if (total > MOST_BYTES) throw new Refused("too_large");
    const entry = await entryAt(bytes, view, at);
    if (!entry.name.endsWith("/")) entries.push(entry);
    at += 46 + view.getUint16(at + 28, true) + view.getUint16(at + 30, true) + view.getUint16(at + 32, true);
  }
  return entries;
}

function endOf(view: DataView): number {
  const first = Math.max(0, view.byteLength - END_LENGTH - LONGEST_COMMENT);
  for (let at = view.byteLength - END_LENGTH; at >= first; at--) {
    if (view.getUint32(at, true) === END) return at;
  }
  throw damaged();
}

async function entryAt(bytes: Uint8Array, view: DataView, at: number): Promise<ZipEntry> {
  const [flags, method] = [view.getUint16(at + 8, true), view.getUint16(at + 10, true)];
  const [checksum, length, size] = [16, 20, 24].map((offset) => view.getUint32(at + offset, true)) as [number, number, number];
  const local = view.getUint32(at + 42, true);
  if (flags & 1) throw new Refused("encrypted");
  if (local + 30 > bytes.length || view.getUint32(local, true) !== LOCAL) throw damaged();
  const name = fromUtf8(bytes.subarray(at + 46, at + 46 + view.getUint16(at + 28, true)));
  const from = local + 30 + view.getUint16(local + 26, true) + view.getUint16(local + 28, true);
  const raw = bytes.subarray(from, from + length);
  if (method === STORED) return { name, content: new Uint8Array(raw) };
  if (method !== DEFLATED) throw damaged();
  const content = await inflated(raw, checksum, size);
  if (content.length !== size) throw damaged();
  return { name, content };
}

export async function zipped(entries: readonly ZipEntry[]): Promise<Bytes> {
  const parts: Uint8Array[] = [];
  const central: Uint8Array[] = [];
  let at = 0;
  for (const { name, content } of entries) {
    const gzip = await through(content, new CompressionStream("gzip"));
    const checksum = new DataView(gzip.buffer).getUint32(gzip.length - GZIP_TAIL, true);
    // An OpenDocument is known by its first entry, which stands there as it is.
    const method = name === "mimetype" ? STORED : DEFLATED;
    const body = method === STORED ? content : gzip.slice(GZIP_HEAD.length, gzip.length - GZIP_TAIL);
    const shared = sharedFields(method, checksum, body.length, content.length, utf8(name).length);
    const local = concat(little(4, LOCAL), shared, little(2, 0), utf8(name));
    central.push(concat(little(4, CENTRAL), little(2, 20), shared, new Uint8Array(12), little(4, at), utf8(name)));
    parts.push(local, body);
    at += local.length + body.length;
  }
  const directory = concat(...central);
  const counts = concat(little(2, entries.length), little(2, entries.length));
  return concat(...parts, directory, little(4, END), little(4, 0), counts, little(4, directory.length), little(4, at), little(2, 0));
}

function sharedFields(method: number, checksum: number, packed: number, size: number, name: number): Bytes {
  const head = concat(little(2, 20), little(2, UTF8), little(2, method), little(2, 0), little(2, FIRST_DAY));
  return concat(head, little(4, checksum), little(4, packed), little(4, size), little(2, name));
}

function little(width: 2 | 4, value: number): Bytes {
  const view = new DataView(new ArrayBuffer(width));
  if (width === 2) view.setUint16(0, value, true);
  else view.setUint32(0, value, true);
  return new Uint8Array(view.buffer);
}
