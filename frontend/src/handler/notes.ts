/** A counsellor's own notebook: sealed under their own key, read by nobody else. */
import { key } from "./keyring.ts";
import { fetchJson, here, postSealed } from "./server.ts";
import { made, say, tell } from "./words.ts";
import { fromBase64, fromUtf8, utf8 } from "../seal/bytes.ts";
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

async function keepNote(own: HandlerKey, text: string): Promise<void> {
  const position = (document.querySelectorAll("#note-list li").length) + 1;
  const sealed = await sealNote(own.bundle, utf8(text), { case: here("case"), key: own.key, position });
  await postSealed(`${here("notes")}/${position}`, new Blob([sealed]));
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
  form?.addEventListener("submit", (event) => {
    event.preventDefault();
    const own = key();
    const text = form.querySelector("textarea")?.value ?? "";
    if (!own || !text.trim()) return;
    keepNote(own, text)
      .then(() => mountNotes(own))
      .then(() => form.reset())
      .catch(() => tell(say("error_send"), { wrong: true }));
  });
}
