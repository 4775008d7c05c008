/** Who a report can be sealed to: everyone whose certificate counts today, as the reporter chooses. */
import { fromBase64 } from "../seal/bytes.ts";
import { isObject } from "../seal/canonical.ts";
import { type Certificate, checkedCertificate, isValidOn, revokedSerials } from "../seal/certificate.ts";
import { Refused } from "../seal/errors.ts";

export interface Recipients {
  readonly salt: Uint8Array;
  readonly organisation: Uint8Array;
  readonly people: readonly Certificate[];
}

/** Keys: who is left out, who reads only if nobody did in time, who comes along; `leads` is the role whose it is. */
export interface Choice {
  readonly leads: string;
  readonly excluded: readonly string[];
  readonly later: readonly string[];
  readonly companions: readonly string[];
}

/** Who receives it at once, whose wrap is kept back, and who of the first leads. */
export interface Chosen {
  readonly now: readonly Certificate[];
  readonly later: readonly Certificate[];
  readonly leading: readonly Certificate[];
}

/**
 * Check what the server says about who there is, on a day; one certificate that is not signed refuses all of it.
 * Refused: `recipients`, or `nobody_certified` where nobody has a key that counts.
 */
export async function checkedRecipients(told: unknown, day: string): Promise<Recipients> {
  const recipients = await read(told, day).catch(() => {
    throw new Refused("recipients");
  });
  if (recipients.people.length === 0) throw new Refused("nobody_certified");
  return recipients;
}

async function read(told: unknown, day: string): Promise<Recipients> {
  if (!isObject(told) || told.v !== 1) throw new Refused("recipients");
  const { certificates, organisation: key, revocations, salt } = told;
  if (!Array.isArray(certificates) || !Array.isArray(revocations)) throw new Refused("recipients");
  if (typeof key !== "string" || typeof salt !== "string") throw new Refused("recipients");
  const organisation = fromBase64(key);
  const revoked = await revokedSerials(revocations, organisation);
  const checked = await Promise.all(certificates.map((signed) => checkedCertificate(signed, organisation)));
  const people = newestOfEach(checked.filter((certificate) => isValidOn(certificate, day, revoked)));
  return { salt: fromBase64(salt), organisation, people };
}

function newestOfEach(certificates: readonly Certificate[]): Certificate[] {
  const newest = new Map<string, Certificate>();
  for (const certificate of certificates) {
    const name = certificate.role + certificate.key;
    const known = newest.get(name);
    if (!known || known.serial < certificate.serial) newest.set(name, certificate);
  }
  return [...newest.values()];
}

/** Every key of those who are chosen by one: whoever has a second key is left out, or stands in, with both. */
export function everyKey({ people }: Recipients, keys: readonly string[]): string[] {
  const persons = people.filter(({ key }) => keys.includes(key)).map(({ person }) => person);
  const theirs = people.filter(({ person }) => persons.includes(person)).map(({ key }) => key);
  return [...new Set([...keys, ...theirs])].sort();
}

/** Where everyone else is left out, whoever stands in receives it at once. */
export function chosen(recipients: Recipients, choice: Choice): Chosen {
  const { leads } = choice;
  const [excluded, later, companions] = [choice.excluded, choice.later, choice.companions].map((keys) => everyKey(recipients, keys)) as [string[], string[], string[]];
  const kept = recipients.people.filter(({ key }) => !excluded.includes(key));
  const all = kept.filter(({ role }) => role === leads);
  const standIns = all.filter(({ key }) => later.includes(key));
  const first = all.filter((certificate) => !standIns.includes(certificate));
  const leading = first.length > 0 ? first : standIns;
  if (leading.length === 0) throw new Refused("nobody_left");
  const along = kept.filter(({ key, role }) => role !== leads && companions.includes(key) && !all.some((one) => one.key === key));
  return { now: [...leading, ...along], later: first.length > 0 ? standIns : [], leading };
}
