/**
 * Take out what a file tells of who made it, by what it is and not by what it is called. A script of its own, loaded
 * where a file is chosen.
 */
import { fromUtf8 } from "../seal/bytes.ts";
import { Refused } from "../seal/errors.ts";
import { cleanedJpeg, isJpeg } from "./jpeg.ts";
import { cleanedOffice, isZip } from "./office.ts";
import { cleanedPng, isPng } from "./png.ts";
import { type CleanBytes, type Cleaned, sorted } from "./told.ts";

export type PdfCleaner = (bytes: Uint8Array) => Promise<CleanBytes>;

const PDF_WITHIN = 1024; // a PDF may begin a little later; readers allow it
const MOST = 25 * 1024 * 1024;

export const isPdf = (bytes: Uint8Array): boolean =>
  String.fromCharCode(...bytes.subarray(0, PDF_WITHIN)).includes("%PDF-");

/** Clean a file, or refuse it with a reason: `damaged`, `encrypted`, `too_large`. A PDF needs a cleaner of its own. */
export async function cleaned(content: Blob, pdf?: () => Promise<PdfCleaner>): Promise<Cleaned> {
  if (content.size > MOST) throw new Refused("too_large");
  const bytes = new Uint8Array(await content.arrayBuffer());
  const made = await cleanBytes(bytes, pdf);
  if (!made) return { content, removed: [], remains: [isText(bytes) ? "visible" : "everything"] };
  return { content: new Blob([made.content], { type: content.type }), removed: sorted(made.removed), remains: sorted(made.remains) };
}

async function cleanBytes(bytes: Uint8Array, pdf?: () => Promise<PdfCleaner>): Promise<CleanBytes | undefined> {
  try {
    if (isJpeg(bytes)) return cleanedJpeg(bytes);
    if (isPng(bytes)) return cleanedPng(bytes);
    if (isZip(bytes)) return await cleanedOffice(bytes);
    if (isPdf(bytes) && pdf) return await (await pdf())(bytes);
    return undefined;
  } catch (error) {
    throw error instanceof Refused ? error : new Refused("damaged");
  }
}

// Beginnings of text in which more stands than can be read: markup, rich text, a PDF without pictures.
const TELLING = ["<", "{\\rtf", "%PDF-"];

/** Plain text tells nothing but what can be read in it. */
function isText(bytes: Uint8Array): boolean {
  try {
    const text = fromUtf8(bytes).trimStart();
    return !text.includes("\0") && !TELLING.some((beginning) => text.startsWith(beginning));
  } catch {
    return false;
  }
}
