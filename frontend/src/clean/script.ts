/** What clean.js gives to the page that loads it. */
import { cleaned } from "./cleaned.ts";

globalThis.weerklankClean = cleaned;
