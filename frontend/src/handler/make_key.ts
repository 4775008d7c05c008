/** The page of one's own key: made here in three steps and locked here; only the locked key leaves. */
import { checkOpen, keep, key, whenChanged } from "./keyring.ts";
import { replaceLock } from "./own_key.ts";
import { isPasskeyPossible, madePasskey } from "./passkey.ts";
import { address, postJson, wordOf } from "./server.ts";
import { say, tell } from "./words.ts";
import { drawnPassphrase } from "./passphrase.ts";
import { base64, fromBase64, hex } from "../seal/bytes.ts";
import { Refused } from "../seal/errors.ts";
import {
  type HandlerKey,
  type Lock,
  lockedByPasskey,
  lockedByPassphrase,
  lockedByRecovery,
  newHandlerKey,
  newRecoveryCode,
  printedCode,
  typedCode,
} from "../seal/handlerkey.ts";
import { normalWords } from "../seal/receipt.ts";

type Part = HTMLElement;
type Secrets = { words: string[]; code: Uint8Array };
type Made = { own: HandlerKey; locks: Lock[] };

function showStep(part: Part, name: string): void {
  for (const step of part.querySelectorAll<HTMLElement>("[data-step]")) step.hidden = step.dataset.step !== name;
  const heading = part.querySelector<HTMLElement>(`[data-step="${name}"] h3`);
  heading?.setAttribute("tabindex", "-1");
  heading?.focus({ preventScroll: true });
  heading?.scrollIntoView({ block: "start" });
}

function show(part: Part, name: string, text: string): void {
  const place = part.querySelector(`[data-show="${name}"]`);
  if (place) place.textContent = text;
}

function when(part: Part, name: string, act: () => void): void {
  for (const button of part.querySelectorAll<HTMLButtonElement>(`[data-do="${name}"]`)) {
    button.disabled = false;
    button.addEventListener("click", act);
  }
}

const failed = (error: unknown): void => {
  const locked = error instanceof Refused && error.code === "locked";
  tell(say(locked ? "error_locked" : wordOf(error, "error_fetch", "error_fetch")), { wrong: true });
};

function submitted(part: Part, name: string, act: (typed: (field: string) => string) => Promise<void>): void {
  const form = part.querySelector<HTMLFormElement>(`[data-form="${name}"]`);
  let busy = false;
  form?.addEventListener("submit", (event) => {
    event.preventDefault();
    if (busy) return;
    busy = true;
    tell(say("working"));
    act((field) => String(new FormData(form).get(field) ?? ""))
      .catch(failed)
      .finally(() => {
        busy = false;
      });
  });
}

const isSameCode = (typed: string, code: Uint8Array): boolean => {
  try {
    return hex(typedCode(typed)) === hex(code);
  } catch {
    return false;
  }
};

function mountMaking(part: Part, done: () => Promise<void>): void {
  const secrets: Secrets = { words: [], code: newRecoveryCode() };
  let made: Made | undefined; // once: sent again as it is where it is not known to be kept
  const begin = async (): Promise<void> => {
    secrets.words = await drawnPassphrase();
    made = undefined;
    show(part, "words", secrets.words.join(" "));
    show(part, "code", printedCode(secrets.code));
    showStep(part, "words");
  };
  when(part, "begin", () => void begin().catch(failed));
  when(part, "print", () => window.print());
  when(part, "code", () => showStep(part, "code"));
  when(part, "back", () => showStep(part, "back"));
  submitted(part, "make", async (typed) => {
    if (normalWords(typed("words")) !== secrets.words.join(" ")) return tell(say("error_words"), { wrong: true });
    if (!isSameCode(typed("code"), secrets.code)) return tell(say("error_code"), { wrong: true });
    made ??= await madeNew(secrets);
    await keepNew(made);
    await done();
    tell(say("kept_key"));
  });
}

async function madeNew({ words, code }: Secrets): Promise<Made> {
  const own = await newHandlerKey();
  return { own, locks: [await lockedByPassphrase(own, words), await lockedByRecovery(own, code)] };
}

async function keepNew({ own, locks }: Made): Promise<void> {
  const [sealing, signing] = [base64(own.sealing), base64(own.signing)];
  await postJson(address("key"), { v: 1, key: own.key, sealing, signing, locks });
  const door = document.getElementById("door");
  if (door) door.dataset.state = "requested";
  keep(own);
}

/** Put a lock on the key, where that stayed open while the lock was made: one that was closed holds nothing any more. */
async function lockedWith(own: HandlerKey, lock: Promise<Lock>): Promise<void> {
  const fresh = await lock;
  checkOpen(own);
  await replaceLock(fresh);
}

async function addPasskey(opened: HandlerKey): Promise<void> {
  const secret = await madePasskey(opened.key);
  if (!secret) return tell(say("passkey_cannot"), { wrong: true });
  await lockedWith(opened, lockedByPasskey(opened, secret.output, fromBase64(secret.credential)));
  tell(say("passkey_added"));
}

function mountChanging(part: Part): void {
  let words: string[] = [];
  const begin = async (): Promise<void> => {
    words = await drawnPassphrase();
    show(part, "words", words.join(" "));
    showStep(part, "words");
  };
  when(part, "begin", () => void begin().catch(failed));
  when(part, "add-passkey", () => {
    const opened = key();
    if (opened) addPasskey(opened).catch(failed);
  });
  submitted(part, "change", async (typed) => {
    const opened = key();
    if (!opened) return tell(say("error_open"), { wrong: true });
    if (normalWords(typed("words")) !== words.join(" ")) return tell(say("error_words"), { wrong: true });
    await lockedWith(opened, lockedByPassphrase(opened, words));
    part.querySelector("form")?.reset();
    show(part, "words", "");
    showStep(part, "begin");
    tell(say("changed_words"));
  });
  enable(part);
}

/** Locks are changed only while the key is open. */
function enable(part: Part): void {
  for (const button of part.querySelectorAll<HTMLButtonElement>("[data-do]")) {
    button.disabled = !key() || (button.dataset.do === "add-passkey" && !isPasskeyPossible());
  }
}

export function mountKeysPage(done: () => Promise<void>): void {
  const making = document.querySelector<HTMLElement>('#room [data-page="make"]');
  const changing = document.querySelector<HTMLElement>('#room [data-page="change"]');
  if (making) mountMaking(making, done);
  if (changing) mountChanging(changing);
}

export function followKeyOnKeysPage(): void {
  whenChanged(() => {
    const changing = document.querySelector<HTMLElement>('#room [data-page="change"]');
    if (changing) enable(changing);
  });
}
