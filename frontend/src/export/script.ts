/** What export.js gives to the page where a reporter comes back: their own copy, in one file. */
import { download } from "../page/download.ts";
import { one, say } from "../page/words.ts";
import { written } from "../reporter/days.ts";
import type { Thread, Verified } from "../seal/thread.ts";
import { type Around, kept } from "./kept.ts";

async function takeAlong({ procedure, state }: Thread, thread: Verified, opened: Around["opened"]): Promise<void> {
  const facts = [[say("kept.state"), one("#state")?.textContent ?? ""]] as const;
  const around = { language: document.documentElement.lang, facts, procedure, state, say, day: written, opened };
  download(`${say("export.name")}.zip`, new Blob([await kept(thread, around)]));
}

declare global {
  var weerklankTakeAlong: typeof takeAlong | undefined;
}

globalThis.weerklankTakeAlong = takeAlong;
