/**
 * What someone tells by telephone or in person. The case is sealed as any report is, to who writes it down and to the
 * words that are made for the reporter; what was told follows as a record, signed, which the reporter can correct.
 */
import { checkOpen, key, openedKey, whenChanged } from "./keyring.ts";
import { drawnFromList } from "./passphrase.ts";
import { address, fetchJson, postSealed, wordOf } from "./server.ts";
import { made, say, tell } from "./words.ts";
import { today } from "../reporter/days.ts";
import { checkedRecipients } from "../reporter/recipients.ts";
import { sealedReport } from "../reporter/sealing.ts";
import { messageContent } from "../seal/body.ts";
import { fromBase64, sha256Hex } from "../seal/bytes.ts";
import type { JsonObject } from "../seal/canonical.ts";
import { unwrapCaseKey } from "../seal/casekey.ts";
import { handlerReply, unpacked } from "../seal/envelope.ts";
import { Refused } from "../seal/errors.ts";
import type { HandlerKey } from "../seal/handlerkey.ts";
import { sealMessage } from "../seal/message.ts";
import { RECEIPT_WORDS, receiptKeys } from "../seal/receipt.ts";

const form = (): HTMLFormElement | null => document.querySelector('#room [data-form="spoken"]');
const typed = (id: string): string => (document.getElementById(`spoken-${id}`) as HTMLInputElement | null)?.value.trim() ?? "";
const desk = (): DOMStringMap => (document.getElementById("spoken-where") as HTMLSelectElement).selectedOptions[0]?.dataset ?? {};

/** A new case, sealed to this handler alone, and the words that bring its reporter back. */
async function begin(own: HandlerKey, recipientsAt: string): Promise<{ body: Blob; words: string[] }> {
  const { procedure = "", unit = "", leads = "", naming = "" } = desk();
  const [name, contact] = naming === "none" ? ["", ""] : [typed("name"), typed("contact")];
  if (naming === "required" && !name) throw new Refused("identity_needed");
  const asked = new URLSearchParams({ procedure, unit });
  const recipients = await checkedRecipients(await fetchJson(`${recipientsAt}?${asked}`), today());
  const people = recipients.people.filter((certificate) => certificate.key === own.key && certificate.role === leads);
  const words = await drawnFromList(RECEIPT_WORDS);
  const answers = { spoken: typed("how"), consent: "given" };
  const empty = { text: "", shared: {}, files: [], excluded: [], later: [], companions: [] };
  const written = { ...empty, answers, procedure, unit, leads, naming, name, contact, knowing: own.key };
  const body = await sealedReport(written, { ...recipients, people }, await receiptKeys(words, recipients.salt));
  return { body, words };
}

/** What was told, sealed as the first message of this handler in a case that is sealed, and perhaps not yet sent. */
async function recorded(own: HandlerKey, envelope: Blob, text: string): Promise<Blob> {
  const { header, parts } = await unpacked(envelope);
  const caseId = String(header.case);
  const seed = own.bundle.slice(0, 32);
  const wrap = fromBase64(String((header.wraps as JsonObject)[own.key]));
  const caseKey = await unwrapCaseKey(wrap, seed, { case: caseId, epoch: 1, recipient: own.key });
  const place = { case: caseId, epoch: 1, sender: own.key, position: 1 };
  const body = { after: await sha256Hex(parts[0] as Uint8Array), kind: "record", text, files: [] };
  checkOpen(own);
  const message = await sealMessage(caseKey, await messageContent(body, place, own.bundle.slice(32)), place);
  return handlerReply(own.key, place, { message, files: [] });
}

/**
 * One form, kept in two posts. The record is sealed before the first, so that what does not fit is refused while
 * nothing is sent; the same bytes go again until they are known to be stored, and the text stays until both are.
 */
function keeping(found: HTMLFormElement): () => Promise<void> {
  let begun: { of: string; body: Blob; words: string[]; stored: boolean } | undefined;
  let told: { of: string; body: Blob } | undefined;
  return async () => {
    const own = openedKey();
    const of = JSON.stringify([own.key, ...["how", "name", "contact"].map(typed), { ...desk() }]);
    if (!begun || (!begun.stored && begun.of !== of)) {
      begun = { ...(await begin(own, found.dataset.recipients ?? "")), of, stored: false };
      told = undefined;
    }
    const text = typed("text");
    if (told?.of !== text) told = { of: text, body: await recorded(own, begun.body, text) };
    const caseId = String((await unpacked(begun.body)).header.case);
    if (!begun.stored) {
      if (!found.isConnected) throw new Refused("left"); // nobody would see the words
      await postSealed(found.dataset.post ?? "", begun.body);
      begun.stored = true;
      showWords(begun.words, caseId);
      textAlone(found);
    }
    await postSealed(`${address("inbox")}${caseId}/messages`, told.body).catch(() => {
      throw new Refused("spoken");
    });
    found.reset();
    found.hidden = true;
    tell(say("kept_spoken"));
  };
}

/** What the case is stands in it from now on: the record alone can still be changed. */
function textAlone(found: HTMLFormElement): void {
  for (const field of found.querySelectorAll<HTMLInputElement | HTMLSelectElement>("input, select")) field.disabled = true;
}

function showWords(words: readonly string[], caseId: string): void {
  const receipt = document.querySelector<HTMLElement>("[data-receipt]");
  if (!receipt) return;
  receipt.querySelector("ol")?.replaceChildren(...words.map((word) => made("li", word)));
  receipt.querySelector("[data-print]")?.addEventListener("click", () => window.print());
  receipt.querySelector<HTMLAnchorElement>("[data-to]")?.setAttribute("href", `${address("inbox")}${caseId}`);
  receipt.hidden = false;
}

function enable(): void {
  const found = form();
  const fieldset = found?.querySelector("fieldset");
  if (fieldset) fieldset.disabled = !key();
  const names = found?.querySelector<HTMLElement>("div[data-naming]");
  if (names) names.hidden = desk().naming === "none";
}

export function mountSpoken(): void {
  const found = form();
  if (!found) return;
  enable();
  document.getElementById("spoken-where")?.addEventListener("change", enable);
  const keep = keeping(found);
  let busy = false;
  found.addEventListener("submit", (event) => {
    event.preventDefault();
    if (busy) return;
    busy = true;
    tell(say("working"));
    keep()
      .catch((error: unknown) => tell(say(wrongWith(error)), { wrong: true }))
      .finally(() => {
        busy = false;
      });
  });
}

function wrongWith(error: unknown): string {
  const code = error instanceof Refused ? error.code : "";
  const known = { identity_needed: code, left: "error_left", locked: "error_locked", too_long: "error_long", spoken: "error_spoken" };
  return known[code as keyof typeof known] ?? wordOf(error, "error_send", "error_send");
}

export const followKeyOnSpoken = (): void => whenChanged(enable);
