/** The bar on every page of this door: whether the key is open, and the three ways to open it. */
import { key, keep, lock, whenChanged } from "./keyring.ts";
import { openedByCode, openedByPasskey, openedByWords, PASSKEY, fetchedKey } from "./own_key.ts";
import { isPasskeyPossible } from "./passkey.ts";
import { Unreachable, wordOf } from "./server.ts";
import { say, tell } from "./words.ts";
import type { HandlerKey } from "../seal/handlerkey.ts";

const bar = (): HTMLElement => document.getElementById("key-bar") as HTMLElement;

/** Show what belongs to the state of the key, everywhere on the page. */
export function showState(): void {
  const none = document.getElementById("door")?.dataset.state === "none";
  const state = key() ? "open" : none ? "none" : "locked";
  for (const part of document.querySelectorAll<HTMLElement>("[data-when]")) part.hidden = part.dataset.when !== state;
  bar().hidden = state === "none" && document.querySelector('#room [data-page="make"]') !== null;
}

/** Try to open the key; whether what was typed is done with: it stays where the server did not answer. */
async function attempt(open: () => Promise<HandlerKey | null>): Promise<boolean> {
  tell(say("opening"));
  bar().setAttribute("aria-busy", "true");
  try {
    const found = await open();
    if (found) keep(found);
    tell(found ? "" : say("passkey_cannot"), { wrong: !found });
    return true;
  } catch (error) {
    tell(say(wordOf(error, "error_fetch", "error_open")), { wrong: true });
    return !(error instanceof Unreachable);
  } finally {
    bar().removeAttribute("aria-busy");
  }
}

function mountForm(kind: string, open: (typed: string) => Promise<HandlerKey>): void {
  const form = bar().querySelector<HTMLFormElement>(`[data-lock="${kind}"]`);
  const field = form?.querySelector("input");
  if (!form || !field) return;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    void attempt(() => open(field.value)).then((done) => {
      if (done) field.value = "";
    });
  });
  const fieldset = form.querySelector("fieldset");
  if (fieldset) fieldset.disabled = false;
}

async function offerPasskey(): Promise<void> {
  const offered = bar().querySelector<HTMLElement>("[data-passkey]");
  const own = await fetchedKey();
  if (offered) offered.hidden = !own.locks.some((lock) => lock.kind === PASSKEY);
}

export function mountKeyBar(): void {
  mountForm("1", openedByWords);
  mountForm("3", openedByCode);
  bar().querySelector('[data-do="lock"]')?.addEventListener("click", lock);
  bar().querySelector('[data-do="passkey"]')?.addEventListener("click", () => {
    void attempt(openedByPasskey);
  });
  whenChanged(showState);
  whenChanged(() => {
    if (!key()) bar().querySelector<HTMLInputElement>("#unlock-words")?.focus();
  });
  const none = document.getElementById("door")?.dataset.state === "none";
  if (!none && isPasskeyPossible()) void offerPasskey().catch(() => undefined);
}
