/**
 * A thread, shown only where all of it is true.
 *
 * The server orders, dates and delivers; it is believed in nothing that a signature or a seal can say. The first thing
 * that is wrong is refused by name (`thread_…`), and then nothing of the thread is shown.
 */
import { type Bytes, base64, fromBase64, sha256Hex } from "./bytes.ts";
import { type JsonObject, isObject } from "./canonical.ts";
import { sealingPublicKey, unwrapCaseKey } from "./casekey.ts";
import { type Certificate, type Revoked, checkedCertificate, isValidOn, revokedSerials } from "./certificate.ts";
import { NOTHING, readContent } from "./body.ts";
import { REPORTER } from "./context.ts";
import { Refused } from "./errors.ts";
import { openMessage } from "./message.ts";

export interface ThreadMessage {
  readonly day: string;
  readonly epoch: number;
  readonly position: number;
  readonly sealed: string;
  readonly sender: string;
}

/** What the server answers; see docs/sealing.md. */
export interface Thread {
  readonly v: number;
  readonly case: string;
  readonly certificates: readonly unknown[];
  readonly day: string;
  readonly epochs: readonly { readonly epoch: number; readonly wrap: string }[];
  readonly files: readonly { readonly file: string; readonly epoch: number; readonly length: number }[];
  readonly messages: readonly ThreadMessage[];
  readonly organisation: string;
  readonly procedure: string;
  readonly reporter_key: string;
  readonly revocations: readonly unknown[];
  readonly state: string;
  readonly terms: readonly { readonly id: string; readonly due: string }[];
  readonly handlers: readonly { readonly key: string; readonly since: string }[];
}

/** Who opens it: the reporter with the seed of the receipt, or a handler with a sealing seed. */
export interface Reader {
  readonly recipient: string;
  readonly seed: Uint8Array;
}

export interface Entry {
  readonly sender: string;
  readonly position: number;
  readonly epoch: number;
  readonly day: string;
  /** SHA-256 of the sealed message: what `after` and `record` name it by. */
  readonly hash: string;
  readonly body: JsonObject;
}

export interface Verified {
  readonly case: string;
  readonly entries: readonly Entry[];
  readonly keys: ReadonlyMap<number, Bytes>;
  readonly epoch: number;
  /** Keys that can read what is written from now on. */
  readonly readers: ReadonlySet<string>;
  readonly excluded: ReadonlySet<string>;
  readonly certificates: ReadonlyMap<string, Certificate>;
  /** `after` for what is written next. */
  readonly last: string;
}

const wrong = (what: string): Refused => new Refused(`thread_${what}`);

async function certificatesOf(thread: Thread): Promise<Certificate[]> {
  const organisation = fromBase64(thread.organisation);
  const checked = thread.certificates.map((signed) => checkedCertificate(signed, organisation));
  return Promise.all(checked).catch(() => {
    throw wrong("certificate");
  });
}

async function keysOf(thread: Thread, reader: Reader): Promise<Map<number, Bytes>> {
  const keys = new Map<number, Bytes>();
  for (const { epoch, wrap } of thread.epochs) {
    const place = { case: thread.case, epoch, recipient: reader.recipient };
    if (keys.has(epoch)) throw wrong("epoch");
    keys.set(epoch, await unwrapCaseKey(fromBase64(wrap), reader.seed, place));
  }
  return keys;
}

/** What is known after each message; every message is checked against what came before it. */
class Reading {
  readonly entries: Entry[] = [];
  readonly seen = new Set([NOTHING]);
  readonly positions = new Map<string, number>();
  readonly excluded = new Set<string>();
  readers = new Set<string>();
  epoch = 1;

  constructor(
    readonly thread: Thread,
    readonly keys: ReadonlyMap<number, Bytes>,
    readonly certificates: readonly Certificate[],
    readonly revoked: Revoked,
  ) {}

  valid(key: string, day: string): Certificate[] {
    const named = this.certificates.filter((certificate) => certificate.key === key);
    return named.filter((certificate) => isValidOn(certificate, day, this.revoked));
  }

  async read(message: ThreadMessage): Promise<void> {
    const { sender, position, epoch, day } = message;
    if (position !== (this.positions.get(sender) ?? 0) + 1) throw wrong("position");
    if (epoch !== this.epoch) throw wrong("epoch");
    const key = this.keys.get(epoch);
    if (!key) throw wrong("epoch");
    const place = { case: this.thread.case, epoch, sender, position };
    const sealed = fromBase64(message.sealed);
    const content = readContent(await openMessage(key, sealed, place), place);
    await this.checkSender(content, message);
    const { body } = content;
    if (!this.seen.has(body.after as string)) throw wrong("after");
    await this.follow(body, message);
    const hash = await sha256Hex(sealed);
    this.positions.set(sender, position);
    this.seen.add(hash);
    this.entries.push({ sender, position, epoch, day, hash, body });
  }

  async checkSender(content: ReturnType<typeof readContent>, { sender, day }: ThreadMessage): Promise<void> {
    if (sender === REPORTER) {
      if (!content.isUnsigned) throw wrong("signature");
      return;
    }
    const [certificate] = this.valid(sender, day);
    if (!certificate) throw wrong("certificate");
    if (!(await content.isBy(certificate.signing))) throw wrong("signature");
    if (!this.readers.has(sender)) throw wrong("grant");
  }

  async follow(body: JsonObject, message: ThreadMessage): Promise<void> {
    const first = this.entries.length === 0;
    if ((body.kind === "report") !== first) throw wrong("report");
    if (body.kind === "report") await this.followReport(body, message);
    if (body.kind === "grant") this.followGrant(body, message);
    if (body.kind === "epoch") await this.followEpoch(body);
  }

  async followReport(body: JsonObject, { sender }: ThreadMessage): Promise<void> {
    if (sender !== REPORTER) throw wrong("report");
    const named = await sha256Hex(fromBase64(this.thread.reporter_key));
    if (named !== body.reporter_key) throw wrong("reporter_key");
    for (const key of body.excluded as string[]) this.excluded.add(key);
    this.admit(body.recipients as string[]);
  }

  followGrant(body: JsonObject, { day }: ThreadMessage): void {
    const key = body.key as string;
    const known = this.valid(key, day).some((certificate) => certificate.serial === body.serial);
    if (!known) throw wrong("certificate");
    this.admit([...this.readers, key]);
  }

  /** A new epoch replaces who can read; it counts only where it names the key that was unwrapped. */
  async followEpoch(body: JsonObject): Promise<void> {
    const next = body.epoch as number;
    const key = this.keys.get(next);
    if (next !== this.epoch + 1 || !key) throw wrong("epoch");
    if ((await sha256Hex(key)) !== body.key_hash) throw wrong("epoch");
    this.admit(body.recipients as string[]);
    this.epoch = next;
  }

  admit(keys: readonly string[]): void {
    const handlers = keys.filter((key) => key !== REPORTER);
    if (handlers.some((key) => this.excluded.has(key))) throw wrong("excluded");
    this.readers = new Set(handlers);
  }
}

/** Check all of a thread, and only then give it. */
export async function verifiedThread(thread: Thread, reader: Reader): Promise<Verified> {
  if (!isObject(thread) || thread.v !== 1) throw wrong("version");
  const certificates = await certificatesOf(thread);
  const revoked = await revokedSerials(thread.revocations, fromBase64(thread.organisation)).catch(() => {
    throw wrong("certificate");
  });
  if (reader.recipient === REPORTER && thread.reporter_key !== base64(await sealingPublicKey(reader.seed))) {
    throw wrong("reporter_key");
  }
  const reading = new Reading(thread, await keysOf(thread, reader), certificates, revoked);
  for (const message of thread.messages) await reading.read(message);
  if (reading.entries.length === 0) throw wrong("report");
  if (reading.keys.size !== reading.epoch) throw wrong("epoch");
  return verifiedFrom(reading);
}

function verifiedFrom(reading: Reading): Verified {
  const { thread, entries, keys, epoch, readers, excluded } = reading;
  const certificates = new Map(reading.certificates.map((certificate) => [certificate.key, certificate]));
  const last = entries[entries.length - 1]?.hash ?? NOTHING;
  return { case: thread.case, entries, keys, epoch, readers, excluded, certificates, last };
}
