/** One case: opened after everything was checked, or not shown at all. */
import { key, whenChanged } from "./keyring.ts";
import { type Sealed, answerWith, grantTo, removeReader, writtenIn } from "./acts.ts";
import { archiveCase } from "./archive.ts";
import { addable, removable } from "./choosing.ts";
import { announce, openedIdentity, passOn, unknowing } from "./identity.ts";
import { here, postSealed, wordOf } from "./server.ts";
import { showThread, showWrong } from "./thread_view.ts";
import { mountNotes } from "./notes.ts";
import { say, tell } from "./words.ts";
import { type Case, openedCase } from "./opened_case.ts";
import { Refused } from "../seal/errors.ts";

type Done = () => Promise<void>;
type Work = (opened: Case, form: HTMLFormElement) => Promise<Sealed | void>;

const form = (name: string): HTMLFormElement | null => document.querySelector(`#room [data-form="${name}"]`);

/** Nothing can be written while the key is locked, whoever asks. */
function enable(on: boolean): void {
  for (const set of document.querySelectorAll<HTMLFieldSetElement>("#room [data-form] fieldset")) set.disabled = !on || !key();
}

/** Open the case that stands on the page, where there is one and the key is open. */
export async function openCase(): Promise<void> {
  enable(false);
  hide();
  const own = key();
  if (!own || !here("thread")) return;
  const asked = here("case");
  const left = (): boolean => asked !== here("case") || key() !== own;
  try {
    const found = await openedCase(own);
    if (left()) return;
    current = found;
    showThread(found);
    await mountNotes(own);
    const colleagues = await addable(found).catch(falseColleague);
    if (left()) return;
    fill("epoch", removable(found));
    fill("grant", colleagues);
    fill("disclose", unknowing(found));
    enable(true);
  } catch (error) {
    if (!left()) showWrong(error);
  }
}

let current: Case | null = null;

/** One colleague whose approval is not right, or no answer, and nobody can be added: it is said, and the case stays open. */
function falseColleague(error: unknown): readonly [] {
  tell(say(error instanceof Refused ? "error_colleagues" : wordOf(error, "error_fetch", "error_fetch")), { wrong: true });
  return [];
}

function hide(): void {
  current = null;
  for (const id of ["thread", "note-list", "identity", "wrong"]) {
    const part = document.getElementById(id);
    if (!part) continue;
    part.hidden = true;
    if (id !== "wrong") part.replaceChildren();
  }
}

function fill(name: string, choices: readonly { key: string; name: string }[]): void {
  const select = form(name)?.querySelector("select");
  const nobody = form(name)?.querySelector<HTMLElement>("[data-nobody]");
  if (!select) return;
  select.replaceChildren(...choices.map((choice) => new Option(choice.name, choice.key)));
  select.hidden = choices.length === 0;
  if (nobody) nobody.hidden = choices.length > 0;
  for (const button of form(name)?.querySelectorAll("button") ?? []) button.hidden = choices.length === 0;
}

function sending(name: string, told: string, work: Work, done: Done): void {
  const found = form(name);
  const send = once(work);
  found?.addEventListener("submit", (event) => {
    event.preventDefault();
    if (!current) return;
    const opened = current;
    tell(say("working"));
    enable(false);
    send(opened, found).then(() => sent(found, told, done), (error: unknown) => failed(opened, found, error));
  });
}

/** What was sealed goes out as the same bytes until it is known to be stored: the server stores those once. */
function once(work: Work): (opened: Case, found: HTMLFormElement) => Promise<void> {
  let before: { of: string; sealed: Sealed } | undefined;
  return async (opened, found) => {
    const of = JSON.stringify([opened.thread.case, opened.thread.epoch, writtenIn(opened), ...filledIn(found)]);
    const sealed = before?.of === of ? before.sealed : await work(opened, found);
    if (!sealed) return;
    before = { of, sealed };
    await postSealed(sealed.to, sealed.envelope);
    before = undefined;
  };
}

function filledIn(found: HTMLFormElement): unknown[] {
  return [...found.querySelectorAll<HTMLInputElement>("input, textarea, select")].map(({ checked, files, value }) =>
    files ? [...files].map((file) => [file.name, file.size, file.lastModified]) : [checked, value],
  );
}

/** It is stored, whatever comes of showing it. Who left the page is not taken from where they are. */
async function sent(found: HTMLFormElement, told: string, done: Done): Promise<void> {
  found.reset();
  if (found.isConnected) await done().catch(() => undefined);
  if (found.isConnected) enable(true);
  tell(say(told));
}

async function failed(opened: Case, found: HTMLFormElement, error: unknown): Promise<void> {
  const word = found.isConnected ? reason(error) : "error_left";
  if (word === "error_changed") await openCase();
  else if (current === opened) enable(true);
  tell(say(word), { wrong: true });
}

function reason(error: unknown): string {
  const code = error instanceof Refused ? error.code : "";
  const known = { too_long: "error_long", too_many_files: "error_files", too_large: "error_files", cannot_open: "fault_cannot_open", thread_identity: "fault_thread_identity", locked: "error_locked", nothing_written: "error_nothing" };
  return known[code as keyof typeof known] ?? wordOf(error, "error_send", "error_send");
}

async function showIdentity(opened: Case): Promise<void> {
  const { name, contact } = await openedIdentity(opened);
  const place = document.getElementById("identity");
  if (!place || opened !== current) return;
  place.textContent = say("identity_is", { name, contact });
  place.hidden = false;
}

const chosen = (found: HTMLFormElement): string => found.querySelector("select")?.value ?? "";

/** What stands in a form. Refused where nobody can read it: it would count as an answer, or as the reason. */
function typed(found: HTMLFormElement): string {
  const text = found.querySelector("textarea")?.value ?? "";
  if (!text.trim()) throw new Refused("nothing_written");
  return text;
}

export async function mountCase(done: Done): Promise<void> {
  if (!here("thread")) return;
  sending("answer", "sent", (opened, found) => {
    const text = typed(found);
    const kind = found.querySelector<HTMLInputElement>("#answer-record")?.checked ? "record" : "message";
    const files = [...(found.querySelector<HTMLInputElement>("#answer-files")?.files ?? [])];
    return answerWith(opened, { kind, text, files });
  }, done);
  sending("grant", "added_reader", (opened, found) => grantTo(opened, chosen(found)), done);
  sending("epoch", "removed_reader", (opened, found) => removeReader(opened, chosen(found)), done);
  sending("archive", "archived", archiveCase, done);
  sending("identity", "identity_shown", showIdentity, async () => enable(true));
  sending("pass", "identity_passed", (opened, found) => passOn(opened, chosen(found)), done);
  sending("disclose", "identity_asked", (opened, found) => {
    const ground = found.querySelector<HTMLSelectElement>("[name=ground]")?.value ?? "";
    return announce(opened, chosen(found), ground, typed(found));
  }, done);
  await openCase();
}

export function followKey(): void {
  whenChanged(() => void openCase());
}
