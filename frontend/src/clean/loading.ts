/** Load what cleans files where a file is chosen, and not before: few reports carry one. */
import { loaded } from "../page/loading.ts";
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
  const clean = await loaded("weerklankClean", places.clean, places.cleanIntegrity);
  return clean(content, () => loaded("weerklankCleanPdf", places.cleanPdf, places.cleanPdfIntegrity));
}
