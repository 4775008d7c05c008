/** Load what cleans files where a file is chosen, and not before: few reports carry one. */
import { load } from "../page/loading.ts";
import { Refused } from "../seal/errors.ts";
import type { PdfCleaner, cleaned } from "./cleaned.ts";
import type { Cleaned } from "./told.ts";

/** Where the scripts are, and their hashes, as the file input on the page says: data-clean, data-clean-pdf. */
export interface Places {
  readonly clean?: string;
  readonly cleanIntegrity?: string;
  readonly cleanPdf?: string;
  readonly cleanPdfIntegrity?: string;
}

declare global {
  var weerklankClean: typeof cleaned | undefined;
  var weerklankCleanPdf: PdfCleaner | undefined;
}

export async function cleanedFile(content: Blob, places: Places): Promise<Cleaned> {
  if (!globalThis.weerklankClean) await load(places.clean, places.cleanIntegrity);
  if (!globalThis.weerklankClean) throw new Refused("offline");
  return globalThis.weerklankClean(content, async () => {
    if (!globalThis.weerklankCleanPdf) await load(places.cleanPdf, places.cleanPdfIntegrity);
    if (!globalThis.weerklankCleanPdf) throw new Refused("offline");
    return globalThis.weerklankCleanPdf;
  });
}
