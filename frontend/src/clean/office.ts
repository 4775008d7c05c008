/**
 * Office files (docx, xlsx, pptx, odt, ods, odp): who wrote, when, with what and from which template goes; what was
 * written stays. Text of a document is never touched: changes that were tracked, comments and hidden parts are named.
 *
 * The rules stand in `office_rules.json`, which the Python side reads too.
 */
import { type Bytes, fromUtf8, utf8 } from "../seal/bytes.ts";
import { Refused } from "../seal/errors.ts";
import rules from "../../../src/weerklank/cases/office_rules.json";
import { cleanedJpeg, isJpeg } from "./jpeg.ts";
import { cleanedPng, isPng } from "./png.ts";
import type { CleanBytes } from "./told.ts";
import { type ZipEntry, unzipped, zipped } from "./zip.ts";

const WRITTEN_AS_XML = /\.(xml|rels|rdf)$/;
const NOT_UTF8 = /^<\?xml[^>]*encoding=["'](?!utf-8["'])/i;

interface Rewriting {
  readonly removed: string;
  readonly pattern: RegExp;
  readonly by: string;
}

interface Sign {
  readonly parts: RegExp;
  readonly pattern: RegExp | undefined;
}

const dropped = rules.drop.map(({ parts, removed }) => ({ parts: new RegExp(parts), removed }));
const rewritings = rules.rewrite.map(({ parts, change }) => ({
  parts: new RegExp(parts),
  change: change.map(({ removed, pattern, by }): Rewriting => ({ removed, pattern: new RegExp(pattern, "g"), by })),
}));
const read = ({ parts, pattern }: { parts: string; pattern: string }): Sign => ({
  parts: new RegExp(parts),
  pattern: pattern === "" ? undefined : new RegExp(pattern),
});
const signs = rules.remains.map((sign) => ({ code: sign.code, ...read(sign) }));
const locks = rules.encrypted.map(read);

export const isZip = (bytes: Uint8Array): boolean => bytes[0] === 0x50 && bytes[1] === 0x4b && bytes[2] === 3 && bytes[3] === 4;

export const isOffice = (names: readonly string[]): boolean =>
  names.includes("[Content_Types].xml") || (names.includes("mimetype") && names.includes("META-INF/manifest.xml"));

/** Clean an office file; nothing for another kind of zip. */
export async function cleanedOffice(bytes: Uint8Array): Promise<CleanBytes | undefined> {
  const entries = await unzipped(bytes);
  if (!isOffice(entries.map(({ name }) => name))) return undefined;
  const removed = new Set<string>();
  const remains = new Set(["visible"]);
  const kept: ZipEntry[] = [];
  if (entries.some((entry) => locks.some((lock) => isSeen(lock, entry)))) throw new Refused("encrypted");
  for (const entry of entries) {
    const drop = dropped.find(({ parts }) => parts.test(entry.name));
    if (drop) removed.add(drop.removed);
    else kept.push({ name: entry.name, content: cleanedPart(entry, removed) });
  }
  for (const sign of signs) if (kept.some((entry) => isSeen(sign, entry))) remains.add(sign.code);
  return { content: await zipped(kept), removed, remains };
}

function isSeen({ parts, pattern }: Sign, { name, content }: ZipEntry): boolean {
  if (!parts.test(name) || !pattern) return parts.test(name);
  return WRITTEN_AS_XML.test(name) && pattern.test(textOf(content));
}

function textOf(content: Uint8Array): string {
  try {
    const text = fromUtf8(content);
    if (NOT_UTF8.test(text)) throw new Refused("damaged");
    return text;
  } catch {
    throw new Refused("damaged");
  }
}

function cleanedPart({ name, content }: ZipEntry, removed: Set<string>): Bytes {
  if (isJpeg(content) || isPng(content)) return pictureIn(content, removed);
  if (!WRITTEN_AS_XML.test(name)) return content;
  const before = textOf(content);
  let text = before;
  for (const { change } of rewritings.filter(({ parts }) => parts.test(name))) {
    for (const { removed: code, pattern, by } of change) {
      const after = text.replace(pattern, by);
      if (after !== text) removed.add(code);
      text = after;
    }
  }
  return text === before ? content : utf8(text);
}

/** A picture inside is cleaned too; one that cannot be read stays as it is shown. */
function pictureIn(content: Bytes, removed: Set<string>): Bytes {
  const picture = isJpeg(content) ? cleanedJpeg(content) : cleanedPng(content);
  for (const code of picture.removed) removed.add(code);
  return picture.content;
}
