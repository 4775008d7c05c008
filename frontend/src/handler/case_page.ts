/** One case: opened after everything was checked, or not shown at all. */
import { key, whenChanged } from "./keyring.ts";
import { answerWith, grantTo, removeReader } from "./acts.ts";
import { archiveCase } from "./archive.ts";
import { addable, removable } from "./choosing.ts";
import { announce, openedIdentity, passOn, unknowing } from "./identity.ts";
import { here } from "./server.ts";
import { showThread, showWrong } from "./thread_view.ts";
import { mountNotes } from "./notes.ts";
import { say, tell } from "./words.ts";
import { type Case, openedCase } from "./opened_case.ts";

type Done = () => Promise<void>;

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

/** One colleague whose approval is not right, and nobody can be added: it is said, and the case stays open. */
function falseColleague(): readonly [] {
  tell(say("error_colleagues"), { wrong: true });
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

function sending(name: string, told: string, send: (opened: Case, form: HTMLFormElement) => Promise<void>, done: Done): void {
  const found = form(name);
  found?.addEventListener("submit", (event) => {
    event.preventDefault();
    if (!current) return;
    const opened = current;
    tell(say("working"));
    enable(false);
    send(opened, found)
      .then(async () => {
        found.reset();
        await done();
        tell(say(told));
      })
      .catch((error: unknown) => {
        enable(true);
        tell(say(reason(error)), { wrong: true });
      });
  });
}

function reason(error: unknown): string {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  return { too_long: "error_long", too_many_files: "error_files", too_large: "error_files", cannot_open: "fault_cannot_open", thread_identity: "fault_thread_identity" }[code] ?? "error_send";
}

async function showIdentity(opened: Case): Promise<void> {
  const { name, contact } = await openedIdentity(opened);
  const place = document.getElementById("identity");
  if (!place || opened !== current) return;
  place.textContent = say("identity_is", { name, contact });
  place.hidden = false;
}

const chosen = (found: HTMLFormElement): string => found.querySelector("select")?.value ?? "";

export async function mountCase(done: Done): Promise<void> {
  if (!here("thread")) return;
  sending("answer", "sent", (opened, found) => {
    const text = found.querySelector("textarea")?.value ?? "";
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
    return announce(opened, chosen(found), ground, found.querySelector("textarea")?.value ?? "");
  }, done);
  await openCase();
}

export function followKey(): void {
  whenChanged(() => void openCase());
}
