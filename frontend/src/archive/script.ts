/** What archive.js gives to the page that loads it. */
import { archived } from "./archived.ts";

declare global {
  var weerklankArchived: typeof archived | undefined;
}

globalThis.weerklankArchived = archived;
