/** What the reporter takes along: opened in the browser, never by the server. */
import type {} from "../export/script.ts";
import { load } from "../page/loading.ts";
import { post } from "../page/sending.ts";
import type { FileEntry } from "../seal/body.ts";
import { type Bytes, sha256Hex } from "../seal/bytes.ts";
import { fetchFile } from "../seal/envelope.ts";
import { Refused, cannotOpen } from "../seal/errors.ts";
import { openFile } from "../seal/file.ts";
import type { Entry, Thread, Verified } from "../seal/thread.ts";

type Opened = (entry: Entry, file: FileEntry) => Promise<Bytes>;

/** Fetch one file of a message, open it, and hold it to what the message says of it. */
export async function openedFile(address: string, lookup: Uint8Array, thread: Verified, entry: Entry, file: FileEntry): Promise<Bytes> {
  const sealed = await (await post(address, fetchFile(lookup, thread.case, file.id))).blob();
  const key = thread.keys.get(entry.epoch);
  if (!key) throw cannotOpen();
  const opened = await openFile(key, sealed, { case: thread.case, epoch: entry.epoch, file: file.id });
  const content: Bytes = new Uint8Array(await opened.content.arrayBuffer());
  if ((await sha256Hex(content)) !== file.sha256 || opened.size !== file.size) throw cannotOpen();
  return content;
}

/** The whole conversation with its files, in one file; what makes it is loaded when it is asked for. */
export async function takeAlong({ dataset }: HTMLElement, told: Thread, thread: Verified, opened: Opened): Promise<void> {
  if (!globalThis.weerklankTakeAlong) await load(dataset.script, dataset.integrity);
  if (!globalThis.weerklankTakeAlong) throw new Refused("offline");
  await globalThis.weerklankTakeAlong(told, thread, opened);
}
