/** The sealed form: made ready, and sent as bytes that only those it is addressed to can read. */
import { mountExit } from "../page/exit.ts";
import { post, read, wordList } from "../page/sending.ts";
import { fill, one, show, tell } from "../page/words.ts";
import { fingerprint } from "../seal/certificate.ts";
import { isAble } from "../seal/derivation.ts";
import { Refused } from "../seal/errors.ts";
import { RECEIPT_WORDS, drawnWords, receiptKeys } from "../seal/receipt.ts";
import { Attachments } from "./attachments.ts";
import { filledIn } from "./filled_in.ts";
import { showReceipt } from "./receipt_view.ts";
import { type Recipients, checkedRecipients } from "./recipients.ts";
import { sealedReport } from "./sealing.ts";
import { mountSteps } from "./steps.ts";
import { today } from "./days.ts";

/** A report that is sealed and not yet known to be stored: sent again as it is, never made anew. */
interface Sealed {
  readonly body: Blob;
  readonly words: readonly string[];
}

class Report {
  private sealed: Sealed | undefined;
  private busy = false;
  private readonly fields: HTMLFieldSetElement | null;
  private readonly attachments: Attachments;

  constructor(
    private readonly form: HTMLFormElement,
    private readonly recipients: Recipients,
  ) {
    this.fields = form.querySelector("fieldset");
    this.attachments = new Attachments(form.querySelector("input[name=files]"), one("#files"));
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      void this.send();
    });
    one("[data-again]")?.addEventListener("click", () => void this.send());
  }

  private get address(): DOMStringMap {
    return this.form.dataset;
  }

  enable(on: boolean): void {
    if (this.fields) this.fields.disabled = !on;
  }

  private async send(): Promise<void> {
    if (this.busy) return; // a second click is not a second report
    this.busy = true;
    show(one("[data-again]"), false);
    tell("report.sealing");
    try {
      this.sealed ??= await this.seal();
      tell("report.sending");
      await post(this.address.post ?? "", this.sealed.body);
      this.stored(this.sealed);
    } catch (error) {
      this.wrong(error);
    }
    this.busy = false;
  }

  private async seal(): Promise<Sealed> {
    const written = filledIn(this.form, await this.attachments.ready());
    this.enable(false);
    const list = await wordList(this.address.words ?? "", this.address.wordsIntegrity);
    const words = drawnWords(list, RECEIPT_WORDS);
    const keys = await receiptKeys(words, this.recipients.salt);
    return { body: await sealedReport(written, this.recipients, keys), words };
  }

  private stored({ words }: Sealed): void {
    this.form.reset();
    this.attachments.clear();
    this.sealed = undefined;
    showReceipt(words);
  }

  /** Where it may have been stored without our knowing, only the same bytes can be sent; else the form opens again. */
  private wrong(error: unknown): void {
    const code = error instanceof Refused ? error.code : "failed";
    const isUnsure = this.sealed !== undefined && ["offline", "busy"].includes(code);
    if (isUnsure) tell("report.offline", { wrong: true });
    else if (code !== "files") tell(code === "offline" ? "report.not_sent" : `report.${code}`, { wrong: true, otherwise: "report.failed" });
    if (isUnsure) return show(one("[data-again]"));
    this.sealed = undefined;
    this.enable(true);
  }
}

/** Whoever the page names and whose key does not count gets nothing, and is not named as a reader. */
function hideWhoCannotRead(form: HTMLFormElement, { people }: Recipients): void {
  const known = new Set(people.map(({ key }) => key));
  for (const field of form.querySelectorAll<HTMLInputElement>("[data-reads]")) {
    if (!known.has(field.value)) (field.closest(".option") ?? field).remove();
  }
}

/** What is not true of who reads is no reason to offer the way on which this same server would seal. */
function notReady(error: unknown): void {
  const code = error instanceof Refused ? error.code : "not_ready";
  const isUntrue = ["recipients", "nobody_certified"].includes(code);
  tell(isUntrue ? `report.${code}` : "report.not_ready", { wrong: true });
  show(one("[data-waiting]"), false);
  show(one("[data-unable]"), !isUntrue);
}

async function mount(form: HTMLFormElement): Promise<void> {
  if (!(await isAble())) return show(one("[data-unable]"));
  const told: unknown = await (await read(form.dataset.recipients ?? "")).json();
  const recipients = await checkedRecipients(told, today());
  fill("[data-fingerprint]", await fingerprint(recipients.organisation));
  hideWhoCannotRead(form, recipients);
  const report = new Report(form, recipients);
  mountSteps(form);
  report.enable(true);
  show(one("[data-waiting]"), false);
}

mountExit();
const form = document.querySelector<HTMLFormElement>("form#sealed");
if (form) {
  mount(form).catch(notReady);
}
