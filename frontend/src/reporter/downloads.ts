/** What the reporter takes along: made in the browser, never by the server. */
import { made, say } from "../page/words.ts";
import { sha256Hex } from "../seal/bytes.ts";
import { type FileEntry } from "../seal/body.ts";
import { post } from "../page/sending.ts";
import { fetchFile } from "../seal/envelope.ts";
import { cannotOpen } from "../seal/errors.ts";
import { openFile } from "../seal/file.ts";
import type { Entry, Verified } from "../seal/thread.ts";

const LONG_ENOUGH = 60_000;

export function download(name: string, content: Blob): void {
  // As bytes without a type of their own, a file is kept and never opened as a page of ours.
  const address = URL.createObjectURL(new Blob([content], { type: "application/octet-stream" }));
  const link = made("a", "", { href: address, download: name });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(address), LONG_ENOUGH);
}

/** Fetch one file of a message, open it, and hold it to what the message says of it. */
export async function downloadFile(address: string, lookup: Uint8Array, thread: Verified, entry: Entry, file: FileEntry): Promise<void> {
  const sealed = await (await post(address, fetchFile(lookup, thread.case, file.id))).blob();
  const key = thread.keys.get(entry.epoch);
  if (!key) throw cannotOpen();
  const opened = await openFile(key, sealed, { case: thread.case, epoch: entry.epoch, file: file.id });
  const sha256 = await sha256Hex(new Uint8Array(await opened.content.arrayBuffer()));
  if (sha256 !== file.sha256 || opened.size !== file.size) throw cannotOpen();
  download(file.name, opened.content);
}

export function exportJson(thread: Verified): void {
  const { case: caseId, entries } = thread;
  const told = entries.map(({ sender, position, day, hash, body }) => ({ sender, position, day, hash, ...body }));
  download(`${say("export.name")}.json`, new Blob([JSON.stringify({ case: caseId, messages: told }, null, 2)]));
}

/** The thread as it stands on the page, as a page of its own. */
export function exportPage(shown: HTMLElement): void {
  const page = document.implementation.createHTMLDocument(say("export.title"));
  page.documentElement.lang = document.documentElement.lang;
  const copy = page.importNode(shown, true);
  for (const control of copy.querySelectorAll("button, form, details")) control.remove();
  copy.hidden = false;
  const charset = page.createElement("meta");
  charset.setAttribute("charset", "utf-8");
  page.head.prepend(charset);
  page.body.append(copy);
  download(`${say("export.name")}.html`, new Blob(["<!doctype html>\n", page.documentElement.outerHTML]));
}
