/** Who a key belongs to, signed offline by the organisation; and which certificates no longer count. */
import { concat, fromBase64, hex, sha256, sha256Hex } from "./bytes.ts";
import { type JsonObject, exactly, fromCanonical, isObject } from "./canonical.ts";
import { CODE, NUMBER } from "./context.ts";
import { PUBLIC_KEY } from "./casekey.ts";
import { malformed, opening } from "./errors.ts";
import { isSigned, purpose } from "./signing.ts";

const FIELDS = ["employer", "from", "key", "name", "person", "role", "sealing", "serial", "signing", "to", "v"];
const DAY = /^\d{4}-\d{2}-\d{2}$/;
const LONGEST_NAME = 200;

/** A day that is in the calendar, as YYYY-MM-DD. */
export function isDay(value: unknown): value is string {
  if (typeof value !== "string" || !DAY.test(value) || value.startsWith("0000")) return false;
  const day = new Date(`${value}T00:00:00Z`);
  return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(value);
}

const isCount = (value: unknown): value is number => typeof value === "number" && NUMBER.test(String(value));

export interface Certificate {
  readonly employer: string;
  readonly from: string;
  readonly to: string;
  readonly key: string;
  readonly name: string;
  readonly person: string;
  readonly role: string;
  readonly serial: number;
  readonly sealing: Uint8Array;
  readonly signing: Uint8Array;
}

export interface Signed {
  readonly body: string;
  readonly signature: string;
}

/** A handler's key, named by both its public keys. */
export async function keyIdentifier(sealing: Uint8Array, signing: Uint8Array): Promise<string> {
  return hex((await sha256(concat(sealing, signing))).slice(0, 16));
}

/** The fingerprint of the organisation, as it is printed. */
export async function fingerprint(organisation: Uint8Array): Promise<string> {
  return ((await sha256Hex(organisation)).match(/.{8}/g) ?? []).join(" ");
}

async function signedBody(signed: unknown, name: string, organisation: Uint8Array): Promise<JsonObject> {
  if (!isObject(signed)) throw malformed();
  const { body, signature } = signed;
  if (typeof body !== "string" || typeof signature !== "string") throw malformed();
  if (!(await isSigned(organisation, fromBase64(signature), purpose(name, body)))) throw malformed();
  return fromCanonical(body);
}

/** Read a certificate and refuse one that the organisation did not sign, or whose key is not its own. */
export async function checkedCertificate(signed: unknown, organisation: Uint8Array): Promise<Certificate> {
  return opening(async () => certificateFrom(await signedBody(signed, "certificate", organisation)));
}

async function certificateFrom(body: JsonObject): Promise<Certificate> {
  exactly(body, FIELDS);
  const { serial, v } = body;
  const text = (field: string): string => {
    const value = body[field];
    if (typeof value !== "string") throw malformed();
    return value;
  };
  const sealing = fromBase64(text("sealing"));
  const signing = fromBase64(text("signing"));
  const days = isDay(body.from) && isDay(body.to) && body.from <= body.to;
  const own = (await keyIdentifier(sealing, signing)) === text("key");
  if (v !== 1 || !isCount(serial) || !days || !own) throw malformed();
  if (sealing.length !== PUBLIC_KEY || signing.length !== 32) throw malformed();
  const name = Array.from(text("name")).length;
  if (name < 1 || name > LONGEST_NAME || !["employer", "person", "role"].every((field) => CODE.test(text(field)))) {
    throw malformed();
  }
  return {
    employer: text("employer"),
    from: text("from"),
    to: text("to"),
    key: text("key"),
    name: text("name"),
    person: text("person"),
    role: text("role"),
    serial,
    sealing,
    signing,
  };
}

/** The serials that no longer count, each with the first day on which it does not. */
export type Revoked = ReadonlyMap<number, string>;

/** Read the list with the highest number; a list that the organisation did not sign is refused, never passed over. */
export async function revokedSerials(lists: readonly unknown[], organisation: Uint8Array): Promise<Revoked> {
  let highest = 0;
  let revoked: Revoked = new Map();
  for (const list of lists) {
    const { number, serials } = await revocationFrom(list, organisation);
    if (number <= highest) continue;
    highest = number;
    revoked = serials;
  }
  return revoked;
}

export async function revocationFrom(list: unknown, organisation: Uint8Array): Promise<{ number: number; serials: Revoked }> {
  return opening(async () => {
    const body = await signedBody(list, "revocation", organisation);
    exactly(body, ["number", "on", "serials", "v"]);
    const { number, on, serials, v } = body;
    if (!isDay(on) || !isCount(number) || v !== 1 || !isObject(serials)) throw malformed();
    const listed = Object.entries(serials).map(([serial, day]): [number, string] => {
      if (!NUMBER.test(serial) || !isDay(day)) throw malformed();
      return [Number(serial), day];
    });
    return { number, serials: new Map(listed) };
  });
}

export function isValidOn(certificate: Certificate, day: string, revoked: Revoked): boolean {
  const end = revoked.get(certificate.serial);
  return certificate.from <= day && day <= certificate.to && (end === undefined || day < end);
}
