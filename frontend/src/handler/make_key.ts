/** The page of one's own key: made here in three steps and locked here; only the locked key leaves. */
import { keep, key, whenChanged } from "./keyring.ts";
import { replaceLock } from "./own_key.ts";
import { isPasskeyPossible, madePasskey } from "./passkey.ts";
import { address, postJson } from "./server.ts";
import { say, tell } from "./words.ts";
import { drawnPassphrase } from "./passphrase.ts";
import { base64, fromBase64, hex } from "../seal/bytes.ts";
import {
  type HandlerKey,
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

const failed = (): void => tell(say("error_fetch"), { wrong: true });

function submitted(part: Part, name: string, act: (typed: (field: string) => string) => Promise<void>): void {
  const form = part.querySelector<HTMLFormElement>(`[data-form="${name}"]`);
  form?.addEventListener("submit", (event) => {
    event.preventDefault();
    tell(say("working"));
    act((field) => String(new FormData(form).get(field) ?? "")).catch(failed);
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
  const begin = async (): Promise<void> => {
    secrets.words = await drawnPassphrase();
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
    await keepNew(await newHandlerKey(), secrets);
    await done();
    tell(say("kept_key"));
  });
}

async function keepNew(made: HandlerKey, { words, code }: Secrets): Promise<void> {
  const locks = [await lockedByPassphrase(made, words), await lockedByRecovery(made, code)];
  const [sealing, signing] = [base64(made.sealing), base64(made.signing)];
  await postJson(address("key"), { v: 1, key: made.key, sealing, signing, locks });
  const door = document.getElementById("door");
  if (door) door.dataset.state = "requested";
  keep(made);
}

async function addPasskey(opened: HandlerKey): Promise<void> {
  const secret = await madePasskey(opened.key);
  if (!secret) return tell(say("passkey_cannot"), { wrong: true });
  await replaceLock(await lockedByPasskey(opened, secret.output, fromBase64(secret.credential)));
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
    await replaceLock(await lockedByPassphrase(opened, words));
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
