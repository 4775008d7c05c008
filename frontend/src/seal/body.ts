/** What stands inside a message, and who signed it. */
import { type Bytes, base64, fromBase64, fromUtf8, sha256Hex, utf8 } from "./bytes.ts";
import { type Json, type JsonObject, canonical, exactly, fromCanonical, isObject } from "./canonical.ts";
import type { MessagePlace } from "./message.ts";
import { CODE, REPORTER, contextText, isIdentifier } from "./context.ts";
import { bareName, bareType } from "./file.ts";
import { malformed } from "./errors.ts";
import { isSigned, signature } from "./signing.ts";

/** `after` of who has seen nothing yet. */
export const NOTHING = "0".repeat(64);
const HASH = /^[0-9a-f]{64}$/;
const SIGNATURE = 64;
const MOST_FILES = 10;
const MOST = 100;

/** A file as the message that carries it names it; `sha256` and `size` are of the bytes before they were sealed. */
export interface FileEntry {
  readonly [key: string]: Json;
  readonly id: string;
  readonly name: string;
  readonly sha256: string;
  readonly size: number;
  readonly type: string;
}

type Check = (value: Json | undefined) => boolean;
const text: Check = (value) => typeof value === "string";
const hash: Check = (value) => typeof value === "string" && HASH.test(value);
const number: Check = (value) => typeof value === "number" && value > 0 && value < 1_000_000_000;
const keys: Check = (value) => isListOf(value, isIdentifier, MOST) && new Set(value).size === value.length;
const files: Check = (value) =>
  isListOf(value, isFileEntry, MOST_FILES) && new Set(value.map((file) => (file as FileEntry).id)).size === value.length;
const strings: Check = (value) =>
  isObject(value) && Object.keys(value).length <= MOST && Object.entries(value).every(([key, each]) => CODE.test(key) && text(each));

function isListOf(value: Json | undefined, check: Check, most: number): value is Json[] {
  return Array.isArray(value) && value.length <= most && value.every(check);
}

const KINDS: Record<string, Record<string, Check>> = {
  report: { text, answers: strings, excluded: keys, files, recipients: keys, reporter_key: hash },
  message: { text, files },
  record: { text, files },
  confirm: { record: hash },
  correct: { record: hash, text },
  grant: { key: isIdentifier, serial: number },
  epoch: { epoch: number, recipients: keys, key_hash: hash },
  disclose: { key: isIdentifier, reason: text },
  disclosed: { identity: hash, key: isIdentifier },
};
const OF_THE_REPORTER = new Set(["report", "message", "confirm", "correct"]);
const OF_A_HANDLER = new Set(["message", "record", "grant", "epoch", "disclose", "disclosed"]);

/** To whom of the recipients the identity was sealed apart; where to nobody, a report has no such field. */
function isIdentity(value: Json | undefined, recipients: Json[]): boolean {
  if (!isObject(value)) return false;
  const told = Object.entries(value);
  return told.length > 0 && told.every(([key, each]) => recipients.includes(key) && hash(each));
}

function isFileEntry(value: Json | undefined): boolean {
  if (!isObject(value) || Object.keys(value).sort().join(" ") !== "id name sha256 size type") return false;
  const { id, name, size, type } = value;
  const named = typeof name === "string" && name === bareName(name) && typeof type === "string" && type === bareType(type);
  return named && isIdentifier(id) && hash(value.sha256) && (size === 0 || number(size));
}

/** Whether this sender may write a message of this kind. */
export function mayWrite(sender: string, kind: unknown): boolean {
  return (sender === REPORTER ? OF_THE_REPORTER : OF_A_HANDLER).has(String(kind));
}

/** Refuse a body that is not exactly one of the kinds. */
function checkedBody(body: JsonObject): JsonObject {
  const { kind, after } = body;
  const fields = typeof kind === "string" && Object.hasOwn(KINDS, kind) ? KINDS[kind] : undefined;
  if (!fields || !hash(after)) throw malformed();
  const named = kind === "report" && "identity" in body;
  exactly(body, ["after", "kind", ...(named ? ["identity"] : []), ...Object.keys(fields)]);
  for (const [name, fits] of Object.entries(fields)) if (!fits(body[name])) throw malformed();
  if (named && !isIdentity(body.identity, body.recipients as Json[])) throw malformed();
  return body;
}

async function signedOver(body: string, place: MessagePlace): Promise<Bytes> {
  const { case: caseId, epoch, sender, position } = place;
  return utf8(`${contextText("signed", caseId, epoch, sender, position)}|${await sha256Hex(utf8(body))}`);
}

/** The content of a message, ready to be sealed; the reporter has no signing key and leaves the signature empty. */
export async function messageContent(body: JsonObject, place: MessagePlace, signingSeed?: Uint8Array): Promise<Bytes> {
  const written = canonical(checkedBody(body));
  const by = signingSeed ? base64(await signature(signingSeed, await signedOver(written, place))) : "";
  return utf8(canonical({ body: written, signature: by }));
}

export interface ReadContent {
  readonly body: JsonObject;
  /** Whether this public key signed it, here and for this place. */
  isBy(signing: Uint8Array): Promise<boolean>;
  readonly isUnsigned: boolean;
}

export function readContent(content: Uint8Array, place: MessagePlace): ReadContent {
  const whole = fromCanonical(fromUtf8(content));
  exactly(whole, ["body", "signature"]);
  const { body, signature: by } = whole;
  if (typeof body !== "string" || typeof by !== "string") throw malformed();
  const signed = fromBase64(by);
  if (signed.length !== 0 && signed.length !== SIGNATURE) throw malformed();
  return {
    body: checkedBody(fromCanonical(body)),
    isBy: async (signing) => signed.length > 0 && isSigned(signing, signed, await signedOver(body, place)),
    isUnsigned: by === "",
  };
}
