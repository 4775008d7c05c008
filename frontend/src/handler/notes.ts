/** A counsellor's own notebook: sealed under their own key, read by nobody else. */
import { key } from "./keyring.ts";
import { fetchJson, here, postSealed, wordOf } from "./server.ts";
import { made, say, tell } from "./words.ts";
import { fromBase64, fromUtf8, utf8 } from "../seal/bytes.ts";
import { Refused } from "../seal/errors.ts";
import type { HandlerKey } from "../seal/handlerkey.ts";
import { openNote, sealNote } from "../seal/message.ts";

interface Served {
  readonly notes: readonly { readonly position: number; readonly day: string; readonly sealed: string }[];
}

async function texts(own: HandlerKey): Promise<string[]> {
  const asked = here("case");
  const { notes } = await fetchJson<Served>(here("notes"));
  const place = (position: number) => ({ case: asked, key: own.key, position });
  return Promise.all(
    notes.map(async (note) => `${note.day}: ${fromUtf8(await openNote(own.bundle, fromBase64(note.sealed), place(note.position)))}`),
  );
}

/** Keep a note at the next position; the same text goes out as the same bytes until it is known to be stored. */
function keeping(): (own: HandlerKey, text: string) => Promise<void> {
  let before: { of: string; sealed: Blob } | undefined;
  return async (own, text) => {
    const place = { case: here("case"), key: own.key, position: document.querySelectorAll("#note-list li").length + 1 };
    const to = `${here("notes")}/${place.position}`;
    const of = JSON.stringify([place, text]);
    const sealed = before?.of === of ? before.sealed : new Blob([await sealNote(own.bundle, utf8(text), place)]);
    before = { of, sealed };
    await postSealed(to, sealed);
    before = undefined;
  };
}

/** Show the notes, unless the case was left or the key locked while they came. */
export async function mountNotes(own: HandlerKey): Promise<void> {
  const list = document.getElementById("note-list");
  const asked = here("case");
  const shown = await texts(own);
  if (asked !== here("case") || key() !== own) return;
  list?.replaceChildren(...shown.map((text) => made("li", text, { class: "text" })));
  if (list) list.hidden = shown.length === 0;
}

export function listenForNotes(): void {
  const form = document.querySelector<HTMLFormElement>('#room [data-form="note"]');
  const keep = keeping();
  let busy = false;
  form?.addEventListener("submit", (event) => {
    event.preventDefault();
    const own = key();
    const text = form.querySelector("textarea")?.value ?? "";
    if (busy || !own || !text.trim()) return;
    busy = true;
    void kept(form, () => keep(own, text), own).finally(() => {
      busy = false;
    });
  });
}

/** Keep what was written, and show the notes anew, unless it is not known whether the note is among them. */
async function kept(form: HTMLFormElement, keep: () => Promise<void>, own: HandlerKey): Promise<void> {
  const field = form.querySelector("textarea");
  const text = field?.value;
  let told = "";
  try {
    await keep();
    if (field?.value === text) form.reset(); // what was typed since stays
  } catch (error) {
    told = form.isConnected ? wrongWith(error) : "error_left";
  }
  tell(told && say(told), { wrong: told !== "" });
  if (told === "error_send") return;
  await mountNotes(own).catch((error: unknown) => {
    if (key() === own) tell(say(wordOf(error, "error_fetch", "error_fetch")), { wrong: true });
  });
}

const wrongWith = (error: unknown): string =>
  error instanceof Refused && error.code === "too_long" ? "error_long" : wordOf(error, "error_send", "error_send");
