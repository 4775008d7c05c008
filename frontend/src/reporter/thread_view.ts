/** A thread that was checked, as the reporter reads it. */
import { every, fill, made, one, say, show } from "../page/words.ts";
import type { FileEntry } from "../seal/body.ts";
import { REPORTER } from "../seal/context.ts";
import type { Entry, Thread, Verified } from "../seal/thread.ts";
import { written } from "./days.ts";

export interface Acts {
  file(entry: Entry, file: FileEntry): void;
  confirm(entry: Entry): void;
  correct(entry: Entry, text: string): void;
}

const nameOf = (thread: Verified, key: string): string =>
  key === REPORTER ? say("thread.you") : thread.certificates.get(key)?.name ?? key;

export function showThread(told: Thread, thread: Verified, acts: Acts): void {
  const answered = new Set(thread.entries.map((entry) => entry.body.record).filter(Boolean));
  const refused = [...told.refused];
  const entries = thread.entries.map((entry) => entryView(thread, entry, acts, answered.has(entry.hash), refused));
  one("#entries")?.replaceChildren(...entries);
  one("#readers")?.replaceChildren(...[...thread.readers].map((key) => readerView(told, thread, key)));
  const terms = told.terms.map(({ id, due }) => made("li", say(`term.${id}`, { due: written(due) }, "term.other")));
  one("#terms")?.replaceChildren(...terms);
  const until = told.terms.find(({ proposed }) => proposed)?.proposed;
  fill("[data-until]", until ? written(until) : "");
  const day = one("[data-agree] input") as HTMLInputElement | null;
  if (day) day.value = until?.replaceAll("-", "") ?? "";
  show(one("[data-agree]"), Boolean(until));
  const knowing = [...thread.identities.keys()];
  one("#names")?.replaceChildren(...knowing.map((key) => made("li", nameOf(thread, key))));
  show(one("[data-names]"), knowing.length > 0);
  for (const part of every("[data-in]")) show(part, part.dataset.in?.split(" ").includes(`${told.procedure}:${told.state}`));
  fill("#state", say(`state.${told.state}`, {}, "state.other"));
}

function readerView(told: Thread, thread: Verified, key: string): HTMLElement {
  const since = told.handlers.find((handler) => handler.key === key)?.since;
  const certificate = thread.certificates.get(key);
  const role = certificate ? say(`role.${certificate.role}`, {}, "role.other") : "";
  const gaps = { name: nameOf(thread, key), role, since: since ? written(since) : "" };
  return made("li", say(since ? "thread.reader_since" : "thread.reader", gaps));
}

function entryView(thread: Verified, entry: Entry, acts: Acts, answered: boolean, refused: string[]): HTMLElement {
  const row = made("li", "", { class: entry.sender === REPORTER ? "ours" : "theirs" });
  row.append(made("p", `${nameOf(thread, entry.sender)} · ${written(entry.day)}`, { class: "by" }));
  const known = String(entry.body.kind);
  if (known !== "message") row.append(made("p", saidOf(thread, entry, refused), { class: "kind" }));
  const text = entry.body.text ?? entry.body.reason;
  if (typeof text === "string") row.append(made("p", text, { class: "text" }));
  row.append(...filesOf(entry, acts));
  if (known === "record" && !answered) row.append(recordForm(entry, acts));
  return row;
}

/** What an entry is. `refused`: to whom the name was not passed on after all, once for every wish; told of, it goes. */
function saidOf(thread: Verified, entry: Entry, refused: string[]): string {
  const { key, recipients, answers } = entry.body;
  let kind = (answers as { spoken?: string } | undefined)?.spoken ? "spoken" : entry.body.kind;
  const at = kind === "disclose" ? refused.indexOf(String(key)) : -1;
  if (at >= 0) {
    refused.splice(at, 1);
    kind = "undisclosed";
  }
  const keys = Array.isArray(recipients) ? recipients.map(String).filter((recipient) => recipient !== REPORTER) : [String(key)];
  return say(`kind.${String(kind)}`, { name: keys.map((one) => nameOf(thread, one)).join(", ") });
}

function filesOf(entry: Entry, acts: Acts): HTMLElement[] {
  const files = Array.isArray(entry.body.files) ? (entry.body.files as FileEntry[]) : [];
  return files.map((file) => {
    const button = made("button", say("thread.open_file", { name: file.name }), { type: "button" });
    button.addEventListener("click", () => acts.file(entry, file));
    return button;
  });
}

/** What was said by telephone or in person, as the handler wrote it down: the reporter says whether it is so. */
function recordForm(entry: Entry, acts: Acts): HTMLElement {
  const form = made("form");
  const label = made("label", say("record.how_it_was"));
  const text = made("textarea", "", { rows: "4" });
  label.append(text);
  const confirm = made("button", say("record.confirm"), { type: "button" });
  const correct = made("button", say("record.correct"), { type: "submit" });
  confirm.addEventListener("click", () => acts.confirm(entry));
  text.required = true;
  form.append(confirm, label, correct);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    acts.correct(entry, text.value);
  });
  return form;
}
