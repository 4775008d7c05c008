/** What the reporter takes along: opened in the browser, never by the server. */
import type {} from "../export/script.ts";
import { loaded } from "../page/loading.ts";
import type { FileEntry } from "../seal/body.ts";
import type { Bytes } from "../seal/bytes.ts";
import type { Entry, Thread, Verified } from "../seal/thread.ts";

type Opened = (entry: Entry, file: FileEntry) => Promise<Bytes>;

/** The whole conversation with its files, in one file; what makes it is loaded when it is asked for. */
export async function takeAlong({ dataset }: HTMLElement, told: Thread, thread: Verified, opened: Opened): Promise<void> {
  const kept = await loaded("weerklankTakeAlong", dataset.script, dataset.integrity);
  await kept(told, thread, opened);
}
