/**
 * PDF, written anew from the pages outward: the description of the document, and that of every part, is left behind,
 * as is everything that no page needs any more (earlier versions of a text that was changed). A script of its own,
 * loaded where a PDF is chosen.
 */
import { PDFArray, PDFDict, PDFDocument, PDFName, PDFObject, PDFRef, PDFStream } from "pdf-lib";

import type { Bytes } from "../seal/bytes.ts";
import { Refused } from "../seal/errors.ts";
import type { CleanBytes } from "./told.ts";

const OF_A_PART: Record<string, string> = { Metadata: "description", PieceInfo: "history", LastModified: "dates", Thumb: "preview" };
const OF_A_NOTE: Record<string, string> = { T: "author", M: "dates", CreationDate: "dates", NM: "history" };
const OF_A_FILE: Record<string, string> = { CreationDate: "dates", ModDate: "dates" };
const REMAINS: Record<string, string> = { AcroForm: "form", Annots: "comments", EmbeddedFiles: "embedded", JavaScript: "script", OCProperties: "hidden" };

export async function cleanedPdf(bytes: Uint8Array): Promise<CleanBytes> {
  const document = await opened(bytes);
  const removed = new Set<string>();
  const remains = new Set(["visible", "pictures"]);
  const { context } = document;
  if (context.trailerInfo.Info) removed.add("description");
  delete context.trailerInfo.Info;
  delete context.trailerInfo.ID;
  const reached = new Set<PDFRef>();
  reach(document, context.trailerInfo.Root, { reached, removed, remains });
  for (const [ref] of context.enumerateIndirectObjects()) {
    if (reached.has(ref)) continue;
    context.delete(ref);
  }
  const content = await document.save({ useObjectStreams: false, updateFieldAppearances: false, addDefaultPage: false });
  return { content: content as Bytes, removed, remains };
}

async function opened(bytes: Uint8Array): Promise<PDFDocument> {
  let document: PDFDocument;
  try {
    document = await PDFDocument.load(bytes, { ignoreEncryption: true, updateMetadata: false, throwOnInvalidObject: false });
  } catch {
    throw new Refused("damaged");
  }
  if (document.isEncrypted) throw new Refused("encrypted");
  return document;
}

interface Found {
  readonly reached: Set<PDFRef>;
  readonly removed: Set<string>;
  readonly remains: Set<string>;
}

/** Walk from the root over all that is needed, and clean each part on the way; a list, for a document may be deep. */
function reach(document: PDFDocument, root: PDFObject | undefined, found: Found): void {
  const waiting = [root];
  while (waiting.length > 0) {
    let part = waiting.pop();
    if (part instanceof PDFRef) {
      if (found.reached.has(part)) continue;
      found.reached.add(part);
      part = document.context.lookup(part);
    }
    const dictionary = part instanceof PDFStream ? part.dict : part;
    if (dictionary instanceof PDFDict) {
      cleanDictionary(dictionary, found);
      waiting.push(...dictionary.values());
    }
    if (part instanceof PDFArray) waiting.push(...part.asArray());
  }
}

function cleanDictionary(dictionary: PDFDict, { removed, remains }: Found): void {
  const type = dictionary.get(PDFName.of("Type"));
  drop(dictionary, OF_A_PART, removed);
  if (type === PDFName.of("Annot") || dictionary.has(PDFName.of("Subtype")) && dictionary.has(PDFName.of("Rect"))) {
    // A field of a form is found by its name (T); a note has its author there.
    const isField = dictionary.get(PDFName.of("Subtype")) === PDFName.of("Widget");
    drop(dictionary, isField ? { M: "dates" } : OF_A_NOTE, removed);
  }
  if (dictionary.has(PDFName.of("ModDate"))) drop(dictionary, OF_A_FILE, removed);
  for (const [name, code] of Object.entries(REMAINS)) if (dictionary.has(PDFName.of(name))) remains.add(code);
}

function drop(dictionary: PDFDict, names: Record<string, string>, removed: Set<string>): void {
  for (const [name, code] of Object.entries(names)) {
    if (dictionary.delete(PDFName.of(name))) removed.add(code);
  }
}


globalThis.weerklankCleanPdf = cleanedPdf;
