/**
 * A thread, shown only where all of it is true.
 *
 * The server orders, dates and delivers; it is believed in nothing that a signature or a seal can say. The first thing
 * that is wrong is refused by name (`thread_…`), and then nothing of the thread is shown.
 */
import { type Bytes, base64, fromBase64, sha256Hex } from "./bytes.ts";
import { type JsonObject, exactly, isObject } from "./canonical.ts";
import { sealingPublicKey, unwrapCaseKey } from "./casekey.ts";
import { type Certificate, type Revoked, checkedCertificate, isDay, isValidOn, revokedSerials } from "./certificate.ts";
import { NOTHING, type ReadContent, mayWrite, readContent } from "./body.ts";
import { REPORTER, isIdentifier } from "./context.ts";
import { Refused, malformed, opening } from "./errors.ts";
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
  readonly refused: readonly string[];
  readonly reporter_key: string;
  readonly revocations: readonly unknown[];
  readonly state: string;
  readonly terms: readonly { readonly id: string; readonly due: string; readonly proposed?: string }[];
  readonly unit: string;
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
  /** Keys that the server says to give it to now: never more than `readers`. */
  readonly listed: ReadonlySet<string>;
  readonly excluded: ReadonlySet<string>;
  /** Who can open the identity, with the SHA-256 of what was sealed to each. */
  readonly identities: ReadonlyMap<string, string>;
  readonly certificates: ReadonlyMap<string, Certificate>;
  /** `after` for what is written next. */
  readonly last: string;
}

const FIELDS = [
  ...["case", "certificates", "day", "epochs", "files", "handlers", "messages", "organisation"],
  ...["procedure", "refused", "reporter_key", "revocations", "state", "terms", "unit", "v"],
];

const wrong = (what: string): Refused => new Refused(`thread_${what}`);

/** Refuse an answer of the server that has another form; nothing of what is in it is believed yet. */
function shaped(thread: Thread): Thread {
  if (!isObject(thread)) throw malformed();
  const lists = [thread.certificates, thread.epochs, thread.messages, thread.handlers, thread.refused, thread.revocations];
  if (thread.v !== 1 || !lists.every(Array.isArray)) throw malformed();
  exactly(thread, FIELDS);
  if (!thread.epochs.every((epoch) => isObject(epoch))) throw malformed();
  const numbers = thread.epochs.map(({ epoch }) => epoch).sort((one, other) => one - other);
  if (numbers.some((epoch, index) => epoch !== index + 1)) throw malformed();
  if (!thread.messages.every((message) => isObject(message) && isDay(message.day))) throw malformed();
  if (!thread.handlers.every((handler) => isObject(handler) && isIdentifier(handler.key))) throw malformed();
  return thread;
}

async function certificatesOf(thread: Thread): Promise<[Certificate[], Revoked]> {
  const organisation = fromBase64(thread.organisation);
  try {
    const checked = await Promise.all(thread.certificates.map((signed) => checkedCertificate(signed, organisation)));
    return [checked, await revokedSerials(thread.revocations, organisation)];
  } catch {
    throw wrong("certificate");
  }
}

async function keysOf(thread: Thread, reader: Reader): Promise<Map<number, Bytes>> {
  const keys = new Map<number, Bytes>();
  for (const { epoch, wrap } of thread.epochs) {
    const place = { case: thread.case, epoch, recipient: reader.recipient };
    keys.set(epoch, await unwrapCaseKey(fromBase64(wrap), reader.seed, place));
  }
  return keys;
}

/** What is known after each message; every message is checked against what came before it. */
class Reading {
  readonly entries: Entry[] = [];
  readonly excluded = new Set<string>();
  readonly identities = new Map<string, string>();
  readers = new Set<string>();
  epoch = 1;
  private readonly seen = new Map<string, number>();
  private readonly own = new Map<string, number>();
  private readonly positions = new Map<string, number>();
  private readonly records = new Set<string>();
  private readonly announced = new Set<string>();

  constructor(
    readonly thread: Thread,
    readonly keys: ReadonlyMap<number, Bytes>,
    readonly certificates: readonly Certificate[],
    readonly revoked: Revoked,
  ) {}

  async read(message: ThreadMessage): Promise<void> {
    const { sender, position, epoch, day } = message;
    if (epoch !== this.epoch || position !== (this.positions.get(sender) ?? 0) + 1) throw wrong("order");
    const key = this.keys.get(epoch);
    if (!key) throw wrong("epoch");
    const place = { case: this.thread.case, epoch, sender, position };
    const sealed = fromBase64(message.sealed);
    const content = await opening(async () => readContent(await openMessage(key, sealed, place), place));
    this.checkPlace(content.body, sender);
    await this.checkSender(content, message);
    await this.follow(content.body, message);
    const hash = await sha256Hex(sealed);
    if (content.body.kind === "record") this.records.add(hash);
    this.positions.set(sender, position);
    this.own.set(sender, this.seen.size);
    this.seen.set(hash, this.seen.size);
    this.entries.push({ sender, position, epoch, day, hash, body: content.body });
  }

  /** It comes after a message that is there, and after the sender's own before it. */
  private checkPlace({ kind, after }: JsonObject, sender: string): void {
    const first = this.seen.size === 0;
    if (first !== (sender === REPORTER && kind === "report")) throw wrong("kind");
    if (first && after !== NOTHING) throw wrong("order");
    const seen = first ? 0 : this.seen.get(String(after));
    if (seen === undefined || seen < (this.own.get(sender) ?? 0)) throw wrong("order");
  }

  private async checkSender(content: ReadContent, { sender, day }: ThreadMessage): Promise<void> {
    if (!mayWrite(sender, content.body.kind)) throw wrong("kind");
    if (sender === REPORTER) {
      if (!content.isUnsigned) throw wrong("signature");
      return;
    }
    if (this.excluded.has(sender)) throw wrong("excluded");
    if (!this.readers.has(sender)) throw wrong("grant");
    if (!(await content.isBy(this.certified(sender, day).signing))) throw wrong("signature");
  }

  private certified(key: string, day: string, serial?: number): Certificate {
    const found = this.certificates.find(
      (certificate) =>
        certificate.key === key && (serial ?? certificate.serial) === certificate.serial && isValidOn(certificate, day, this.revoked),
    );
    if (!found) throw wrong("certificate");
    return found;
  }

  private async follow(body: JsonObject, { day, sender }: ThreadMessage): Promise<void> {
    if (body.kind === "report") await this.followReport(body);
    if (body.kind === "grant") this.followGrant(body, day);
    if (body.kind === "epoch") await this.followEpoch(body, day);
    if (body.kind === "disclose" || body.kind === "disclosed") this.followIdentity(body, sender, day);
    const answers = body.kind === "confirm" || body.kind === "correct";
    if (answers && !this.records.has(String(body.record))) throw wrong("order");
  }

  private async followReport(body: JsonObject): Promise<void> {
    const named = await sha256Hex(fromBase64(this.thread.reporter_key));
    if (named !== body.reporter_key) throw wrong("reporter");
    for (const key of body.excluded as string[]) this.excluded.add(key);
    this.admit(body.recipients as string[]);
    for (const [key, hash] of Object.entries(body.identity ?? {})) this.identities.set(key, hash as string);
  }

  /** Who knows the identity says to whom it goes, and only then it may go. */
  private followIdentity(body: JsonObject, sender: string, day: string): void {
    const key = body.key as string;
    if (!this.identities.has(sender)) throw wrong("identity");
    if (this.excluded.has(key)) throw wrong("excluded");
    this.certified(key, day);
    if (body.kind === "disclose") this.announced.add(key);
    else if (this.announced.has(key)) this.identities.set(key, body.identity as string);
    else throw wrong("identity");
  }

  private followGrant(body: JsonObject, day: string): void {
    const key = body.key as string;
    this.admit([...this.readers, key]);
    this.certified(key, day, body.serial as number);
  }

  /** A new epoch replaces who can read; it counts only where it names the key that was unwrapped. */
  private async followEpoch(body: JsonObject, day: string): Promise<void> {
    const key = this.keys.get(body.epoch as number);
    const recipients = body.recipients as string[];
    if (body.epoch !== this.epoch + 1 || !key) throw wrong("epoch");
    if ((await sha256Hex(key)) !== body.key_hash || !recipients.includes(REPORTER)) throw wrong("epoch");
    this.admit(recipients);
    for (const reader of this.readers) this.certified(reader, day);
    this.epoch = body.epoch;
  }

  private admit(keys: readonly string[]): void {
    const handlers = keys.filter((key) => key !== REPORTER);
    if (handlers.some((key) => this.excluded.has(key))) throw wrong("excluded");
    this.readers = new Set(handlers);
  }

  /** Nothing is left over: an epoch that was never opened, or a reader whom nobody let in. */
  finish(): void {
    const listed = this.thread.handlers.map(({ key }) => key);
    if (this.entries.length === 0) throw wrong("order");
    if (this.epoch !== this.keys.size) throw wrong("epoch");
    if (listed.some((key) => this.excluded.has(key))) throw wrong("excluded");
    if (!listed.every((key) => this.readers.has(key))) throw wrong("grant");
  }
}

/** Check all of a thread, and only then give it. */
export async function verifiedThread(given: Thread, reader: Reader): Promise<Verified> {
  const thread = shaped(given);
  const keys = await keysOf(thread, reader);
  const reading = new Reading(thread, keys, ...(await certificatesOf(thread)));
  if (reader.recipient === REPORTER && thread.reporter_key !== base64(await sealingPublicKey(reader.seed))) {
    throw wrong("reporter");
  }
  for (const message of thread.messages) await reading.read(message);
  reading.finish();
  return verifiedFrom(reading);
}

function verifiedFrom(reading: Reading): Verified {
  const { thread, entries, keys, epoch, readers, excluded, identities } = reading;
  const certificates = new Map(reading.certificates.map((certificate) => [certificate.key, certificate]));
  const listed = new Set(thread.handlers.map(({ key }) => key));
  const last = entries[entries.length - 1]?.hash ?? NOTHING;
  return { case: thread.case, entries, keys, epoch, readers, excluded, identities, certificates, last, listed };
}
