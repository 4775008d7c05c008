/** The conversation as it is read: only text is made of what someone wrote, never markup. */
import type { Case } from "./opened_case.ts";
import { fetchFile, wordOf } from "./server.ts";
import { made, say, tell } from "./words.ts";
import { download } from "../page/download.ts";
import { openedFile } from "../seal/attached.ts";
import { REPORTER } from "../seal/context.ts";
import type { FileEntry } from "../seal/body.ts";
import type { Entry } from "../seal/thread.ts";

export function showThread(found: Case): void {
  const list = document.getElementById("thread");
  if (!list) return;
  list.replaceChildren(...found.thread.entries.map((entry) => entryShown(found, entry)));
  list.hidden = false;
}

/** Nothing of a thread that does not hold is shown; what is wrong with it is. */
export function showWrong(error: unknown): void {
  const place = document.getElementById("wrong");
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  if (!code) return tell(say(wordOf(error, "error_fetch", "error_fetch")), { wrong: true });
  place?.querySelector("ul")?.replaceChildren(made("li", say(`fault_${code}`, {}, "fault_other")));
  if (place) place.hidden = false;
  tell("");
}

function who(found: Case, sender: string): string {
  if (sender === REPORTER) return say("from_reporter");
  return sender === found.own.key ? say("from_you") : nameOf(found, sender);
}

const nameOf = ({ thread }: Case, key: string): string => thread.certificates.get(key)?.name ?? key.slice(0, 8);

export const dayShown = (day: string): string =>
  new Date(`${day}T12:00:00`).toLocaleDateString(document.documentElement.lang, { day: "numeric", month: "long", year: "numeric" });

function entryShown(found: Case, entry: Entry): HTMLLIElement {
  const item = made("li", "", { class: entry.sender === REPORTER ? "theirs" : "ours" });
  item.append(made("p", `${who(found, entry.sender)}, ${dayShown(entry.day)}`, { class: "by" }));
  for (const line of lines(found, entry)) item.append(made("p", line, { class: "kind" }));
  const { reason, files, text = reason } = entry.body as { text?: string; reason?: string; files?: FileEntry[] };
  if (text) item.append(made("p", text, { class: "text" }));
  if (files?.length) item.append(filesShown(found, entry, files));
  return item;
}

function lines(found: Case, { body }: Entry): string[] {
  const names = (keys: unknown): string =>
    (keys as string[]).filter((key) => key !== REPORTER).map((key) => nameOf(found, key)).join(", ");
  switch (body.kind) {
    case "message":
      return [];
    case "report":
      return [say((body.answers as { spoken?: string }).spoken ? "kind_spoken" : "kind_report"), ...(names(body.excluded) ? [say("excluded", { names: names(body.excluded) })] : [])];
    case "grant":
    case "disclose":
    case "disclosed":
      return [say(`kind_${body.kind}`, { name: nameOf(found, String(body.key)) })];
    case "epoch":
      return [say("kind_epoch", { names: names(body.recipients) })];
    default:
      return [say(`kind_${String(body.kind)}`)];
  }
}

function filesShown(found: Case, entry: Entry, files: readonly FileEntry[]): HTMLUListElement {
  const list = made("ul", "", { "aria-label": say("files") });
  for (const file of files) {
    const button = made("button", say("download", { name: file.name, size: Math.ceil(file.size / 1000) }), {
      type: "button",
      class: "second",
    });
    button.addEventListener("click", () => {
      openedFile(found.thread, entry, file, fetchFile)
        .then((content) => download(file.name, new Blob([content])))
        .catch((error: unknown) => tell(say(wordOf(error, "error_fetch", "fault_cannot_open")), { wrong: true }));
    });
    const item = made("li");
    item.append(button);
    list.append(item);
  }
  return list;
}
