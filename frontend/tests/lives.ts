/** An invented organisation with handlers and a case, made as the pages make them. */
import { type Json, type JsonObject, canonical } from "../src/seal/canonical.ts";
import { NOTHING, messageContent } from "../src/seal/body.ts";
import { REPORTER, identifier } from "../src/seal/context.ts";
import { type Bytes, base64, random, sha256Hex, utf8 } from "../src/seal/bytes.ts";
import { newCaseKey, sealingPublicKey, wrapCaseKey } from "../src/seal/casekey.ts";
import { type HandlerKey, newHandlerKey } from "../src/seal/handlerkey.ts";
import { purpose, signature, signingPublicKey } from "../src/seal/signing.ts";
import { sealMessage } from "../src/seal/message.ts";
import type { Thread, ThreadMessage } from "../src/seal/thread.ts";

type Changeable<T> = { -readonly [K in keyof T]: T[K] };
const BOTH_EPOCHS = 2;

export async function signedBy(seed: Uint8Array, name: string, body: JsonObject): Promise<{ body: string; signature: string }> {
  const text = canonical(body);
  return { body: text, signature: base64(await signature(seed, purpose(name, text))) };
}

export async function certificateFor(own: HandlerKey, organisation: Uint8Array, serial: number, more: JsonObject = {}) {
  const body: JsonObject = {
    employer: "veld",
    from: "2026-01-01",
    key: own.key,
    name: "Invented Person",
    person: "p1",
    role: "counsellor",
    sealing: base64(own.sealing),
    serial,
    signing: base64(own.signing),
    to: "2026-12-31",
    v: 1,
    ...more,
  };
  return signedBy(organisation, "certificate", body);
}

export class Life {
  organisation = random(32);
  seed = random(32);
  case = identifier();
  keys: Bytes[] = [];
  messages: ThreadMessage[] = [];
  wraps: { epoch: number; wrap: string }[] = [];
  certificates: unknown[] = [];
  revocations: unknown[] = [];
  handlers: HandlerKey[] = [];
  last = NOTHING;
  epoch = 1;
  reporterKey: Bytes = new Uint8Array();

  static async started(excluded: string[] = []): Promise<Life> {
    const life = new Life();
    life.reporterKey = await sealingPublicKey(life.seed);
    for (const serial of [1, 2]) {
      const own = await newHandlerKey();
      life.handlers.push(own);
      life.certificates.push(await certificateFor(own, life.organisation, serial));
    }
    for (let epoch = 1; epoch <= BOTH_EPOCHS; epoch++) life.keys.push(newCaseKey());
    await life.wrap(1);
    await life.write(REPORTER, {
      kind: "report",
      text: "It was said in the corridor.",
      answers: { role: "bystander" },
      excluded,
      files: [],
      recipients: [life.own(0).key],
      reporter_key: await sha256Hex(life.reporterKey),
    });
    return life;
  }

  own(index: number): HandlerKey {
    return this.handlers[index] as HandlerKey;
  }

  key(epoch: number): Bytes {
    return this.keys[epoch - 1] as Bytes;
  }

  async wrap(epoch: number): Promise<void> {
    const place = { case: this.case, epoch, recipient: REPORTER };
    this.wraps.push({ epoch, wrap: base64(await wrapCaseKey(this.key(epoch), this.reporterKey, place)) });
  }

  async write(sender: string, body: JsonObject, change: { signer?: HandlerKey; after?: string; position?: number } = {}) {
    const before = this.messages.filter((message) => message.sender === sender).length;
    const position = change.position ?? before + 1;
    const place = { case: this.case, epoch: this.epoch, sender, position };
    const signer = change.signer ?? this.handlers.find((own) => own.key === sender);
    const whole = { after: change.after ?? this.last, ...body };
    const content = await messageContent(whole, place, signer?.bundle.slice(32));
    const sealed = await sealMessage(this.key(this.epoch), content, place);
    this.last = await sha256Hex(sealed);
    this.messages.push({ day: "2026-03-02", epoch: this.epoch, position, sealed: base64(sealed), sender });
  }

  answer(text: string, index = 0): Promise<void> {
    return this.write(this.own(index).key, { kind: "message", text, files: [] });
  }

  async open(change: JsonObject = {}): Promise<void> {
    const hash = await sha256Hex(this.key(2));
    const recipients: Json = [this.own(0).key, REPORTER];
    await this.write(this.own(0).key, { kind: "epoch", epoch: 2, recipients, key_hash: hash, ...change });
    await this.wrap(2);
    this.epoch = 2;
  }

  async thread(): Promise<Changeable<Thread>> {
    return {
      v: 1,
      case: this.case,
      certificates: this.certificates,
      day: "2026-03-02",
      epochs: this.wraps,
      files: [],
      messages: this.messages,
      organisation: base64(await signingPublicKey(this.organisation)),
      procedure: "contact",
      refused: [],
      reporter_key: base64(this.reporterKey),
      revocations: this.revocations,
      state: "received",
      terms: [],
      unit: "1",
      handlers: [],
    };
  }
}

export const bytesOf = utf8;
