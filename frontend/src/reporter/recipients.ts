/** Who a report can be sealed to: everyone whose certificate counts today, but for whom the reporter leaves out. */
import { fromBase64 } from "../seal/bytes.ts";
import { isObject } from "../seal/canonical.ts";
import { type Certificate, checkedCertificate, isValidOn, revokedSerials } from "../seal/certificate.ts";
import { Refused } from "../seal/errors.ts";

export interface Recipients {
  readonly salt: Uint8Array;
  readonly organisation: Uint8Array;
  readonly handlers: readonly Certificate[];
  readonly standIns: readonly Certificate[];
}

/**
 * Check what the server says about who there is, on a day; one certificate that is not signed refuses all of it.
 * Refused: `recipients`, or `nobody_certified` where nobody has a key that counts.
 */
export async function checkedRecipients(told: unknown, day: string): Promise<Recipients> {
  const recipients = await read(told, day).catch(() => {
    throw new Refused("recipients");
  });
  if (recipients.handlers.length + recipients.standIns.length === 0) throw new Refused("nobody_certified");
  return recipients;
}

async function read(told: unknown, day: string): Promise<Recipients> {
  if (!isObject(told) || told.v !== 1) throw new Refused("recipients");
  const { certificates, organisation: key, revocations, salt, standins } = told;
  if (!Array.isArray(certificates) || !Array.isArray(revocations) || !Array.isArray(standins)) throw new Refused("recipients");
  if (typeof key !== "string" || typeof salt !== "string") throw new Refused("recipients");
  const organisation = fromBase64(key);
  const revoked = await revokedSerials(revocations, organisation);
  const checked = await Promise.all(certificates.map((signed) => checkedCertificate(signed, organisation)));
  const valid = newestOfEach(checked.filter((certificate) => isValidOn(certificate, day, revoked)));
  const standsIn = (certificate: Certificate): boolean => standins.includes(certificate.key);
  return {
    salt: fromBase64(salt),
    organisation,
    handlers: valid.filter((certificate) => !standsIn(certificate)),
    standIns: valid.filter(standsIn),
  };
}

function newestOfEach(certificates: readonly Certificate[]): Certificate[] {
  const newest = new Map<string, Certificate>();
  for (const certificate of certificates) {
    const known = newest.get(certificate.key);
    if (!known || known.serial < certificate.serial) newest.set(certificate.key, certificate);
  }
  return [...newest.values()];
}

/** Who receives it at once, and whose wrap is kept back. Where every handler is left out, the stand-ins receive it. */
export function chosen(recipients: Recipients, excluded: readonly string[]): { now: Certificate[]; later: Certificate[] } {
  const kept = (certificate: Certificate): boolean => !excluded.includes(certificate.key);
  const now = recipients.handlers.filter(kept);
  const later = recipients.standIns.filter(kept);
  if (now.length === 0 && later.length === 0) throw new Refused("nobody_left");
  return now.length === 0 ? { now: later, later: [] } : { now, later };
}
