/** Coming back: seven words find the case and open it, in this browser only. */
import { mountExit } from "../page/exit.ts";
import { download } from "../page/download.ts";
import { post, wordList } from "../page/sending.ts";
import { bringTo, every, fill, one, show, tell } from "../page/words.ts";
import { type Attachment, openedFile } from "../seal/attached.ts";
import { fromBase64 } from "../seal/bytes.ts";
import type { FileEntry } from "../seal/body.ts";
import type { JsonObject } from "../seal/canonical.ts";
import { fingerprint } from "../seal/certificate.ts";
import { REPORTER } from "../seal/context.ts";
import { isAble } from "../seal/derivation.ts";
import { fetchFile, lookUp, reporterAct } from "../seal/envelope.ts";
import { Refused } from "../seal/errors.ts";
import { RECEIPT_WORDS, type ReceiptKeys, normalWords, receiptKeys } from "../seal/receipt.ts";
import { type Entry, type Thread, type Verified, verifiedThread } from "../seal/thread.ts";
import { Attachments } from "./attachments.ts";
import { takeAlong } from "./downloads.ts";
import { rest } from "../rest/loading.ts";
import { sealedAddition } from "./sealing.ts";
import { showThread } from "./thread_view.ts";

class Return {
  private keys: ReceiptKeys | undefined;
  private thread: Verified | undefined;
  private unit = "";
  private busy = false;
  private pending: { of: string; body: Blob } | undefined;
  private readonly attachments = new Attachments(document.querySelector("#more input[name=files]"), one("#files"));

  constructor(private readonly form: HTMLFormElement) {
    form.addEventListener("submit", (event) => this.attempt(event, () => this.find()));
    const more = document.querySelector<HTMLFormElement>("form#more");
    more?.addEventListener("submit", (event) => this.attempt(event, () => this.addMore(more)));
    for (const act of every("form[data-act]")) {
      act.addEventListener("submit", (event) => this.attempt(event, () => this.act(act as HTMLFormElement)));
    }
    for (const button of every("[data-up]")) button.addEventListener("click", (event) => this.attempt(event, () => this.moveUp(button.dataset.up ?? "")));
  }

  /** Everything on this page is tried in one way, one at a time: what goes wrong is said, and nothing false stays on the page. */
  private attempt(event: Event | undefined, work: () => Promise<void>): void {
    event?.preventDefault();
    if (this.busy) return;
    this.busy = true;
    tell("return.working");
    work()
      .catch((error: unknown) => {
        const code = error instanceof Refused ? error.code : "failed";
        if (code.startsWith("thread_") || (code === "cannot_open" && !this.thread)) show(one("#thread"), false);
        if (code !== "files") tell(`return.${code}`, { wrong: true, otherwise: "return.failed" });
      })
      .finally(() => {
        this.busy = false;
      });
  }

  private async find(): Promise<void> {
    const fields = [...this.form.querySelectorAll<HTMLInputElement>("input[name=words]")];
    const words = normalWords(fields.map((field) => field.value).join(" ")).split(" ");
    if (words.length !== RECEIPT_WORDS) throw new Refused("not_seven");
    const list = new Set(await wordList(this.form.dataset.words ?? "", this.form.dataset.wordsIntegrity));
    const place = words.findIndex((word) => !list.has(word));
    if (place >= 0) return tell("return.not_in_list", { wrong: true, gaps: { number: place + 1 } });
    this.keys = await receiptKeys(words, fromBase64(this.form.dataset.salt ?? ""));
    await this.open();
    for (const field of fields) field.value = "";
    show(this.form, false);
    bringTo(one("#thread"));
  }

  private async open(): Promise<Verified> {
    const { seed, lookup } = this.own();
    this.thread = undefined;
    const told = (await (await this.send("thread", lookUp(lookup))).json()) as Thread;
    const thread = await verifiedThread(told, { recipient: REPORTER, seed });
    this.thread = thread;
    const fetched = async (id: string): Promise<Blob> => (await this.send("file", fetchFile(lookup, thread.case, id))).blob();
    const opened = (entry: Entry, file: FileEntry) => openedFile(thread, entry, file, fetched);
    const button = one("[data-export]");
    if (button) button.onclick = () => this.attempt(undefined, () => takeAlong(button, told, thread, opened).then(() => tell("")));
    this.unit = told.unit;
    showThread(told, thread, {
      file: (entry, file) =>
        this.attempt(undefined, async () => {
          download(file.name, new Blob([await opened(entry, file)]));
          tell("");
        }),
      confirm: (entry) => this.attempt(undefined, () => this.add({ kind: "confirm", record: entry.hash })),
      correct: (entry, text) => this.attempt(undefined, () => this.add({ kind: "correct", record: entry.hash, text })),
    });
    fill("[data-fingerprint]", await fingerprint(fromBase64(told.organisation)));
    tell("");
    return thread;
  }

  private send(name: string, body: Blob): Promise<Response> {
    return post(this.form.dataset[name] ?? "", body);
  }

  private own(): ReceiptKeys {
    if (!this.keys) throw new Refused("not_seven");
    return this.keys;
  }

  private async addMore(more: HTMLFormElement): Promise<void> {
    const field = more.elements.namedItem("text") as HTMLTextAreaElement;
    const text = field.value;
    const files = await this.attachments.ready();
    if (text.trim() === "" && files.length === 0) throw new Refused("nothing_written");
    await this.add({ kind: "message", text }, files);
    if (field.value === text) field.value = ""; // what was typed since stays
    this.attachments.clear();
  }

  /** The same addition is sent as the same bytes until it is known to be stored. */
  private async add(body: JsonObject, files: readonly Attachment[] = []): Promise<void> {
    const thread = this.thread ?? (await this.open());
    const of = JSON.stringify([body, files.map(({ name, content }) => [name, content.size]), thread.last]);
    if (this.pending?.of !== of) this.pending = { of, body: await sealedAddition(thread, this.own(), body, files) };
    await this.change("reply", this.pending.body, "return.added");
  }

  /** Where it does not fit what is there by now, that is shown. What is stored is told, also where it cannot be shown yet. */
  private async change(name: string, body: Blob, done: string): Promise<void> {
    await this.send(name, body).catch(async (error) => {
      if (["refused", "changed"].includes(error.code)) await this.open();
      throw error;
    });
    this.pending = undefined;
    await this.open().catch((error) => {
      if (error.code !== "offline") throw error;
    });
    tell(done);
  }

  private async act(form: HTMLFormElement): Promise<void> {
    const act = form.dataset.act ?? "";
    const value = Number(new FormData(form).get("value") ?? 0);
    const thread = this.thread ?? (await this.open());
    await this.change("acts", reporterAct(this.own().lookup, thread.case, act, value), `return.${act}_done`);
    show(form, false);
  }

  private async moveUp(way: string): Promise<void> {
    const { moveUp } = await rest(this.form.dataset);
    const { entries, readers } = this.thread ?? (await this.open());
    const texts = entries.filter(({ sender, body }) => sender === REPORTER && body.text).map(({ body }) => body.text as string);
    await moveUp({ way, unit: this.unit, texts, readers: [...readers] });
  }
}

mountExit();
const form = document.querySelector<HTMLFormElement>("form#return");
if (form) {
  void isAble().then((able) => {
    show(one("[data-unable]"), !able);
    show(one("[data-waiting]"), false);
    const fields = form.querySelector("fieldset");
    if (fields) fields.disabled = !able;
    if (able) new Return(form);
  });
}
