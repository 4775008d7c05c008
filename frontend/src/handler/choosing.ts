/** Who can be added to a case, and who removed. Whom the reporter left out is in no list, whatever the server says. */
import type { Case } from "./opened_case.ts";
import { fetchJson, here } from "./server.ts";
import { fromBase64 } from "../seal/bytes.ts";
import { Refused } from "../seal/errors.ts";
import { type Certificate, checkedCertificate, isValidOn, revokedSerials } from "../seal/certificate.ts";

export interface Choice {
  readonly key: string;
  readonly name: string;
}

interface Colleagues {
  readonly certificates: readonly unknown[];
  readonly organisation: string;
  readonly revocations: readonly unknown[];
}

const today = (): string => new Date().toISOString().slice(0, 10);

/** Colleagues whose certificate holds today and who may be added to this case. */
export async function colleagues({ thread, organisation: known }: Case): Promise<Certificate[]> {
  const served = await fetchJson<Colleagues>(here("colleagues"));
  if (served.organisation !== known) throw new Refused("thread_organisation");
  const organisation = fromBase64(served.organisation);
  const revoked = await revokedSerials(served.revocations, organisation);
  const checked = await Promise.all(served.certificates.map((signed) => checkedCertificate(signed, organisation)));
  // whoever was left out stays so under a key that they made later
  const everyone = [...checked, ...thread.certificates.values()];
  const leftOut = new Set(everyone.filter(({ key }) => thread.excluded.has(key)).map(({ person }) => person));
  return checked.filter(
    (certificate) =>
      isValidOn(certificate, today(), revoked) &&
      !thread.excluded.has(certificate.key) &&
      !leftOut.has(certificate.person),
  );
}

export async function addable(opened: Case): Promise<Choice[]> {
  const found = await colleagues(opened);
  return found.filter(({ key }) => !opened.thread.listed.has(key)).map(({ key, name }) => ({ key, name }));
}

/** Everyone but oneself: who hands a case over adds a colleague, who then lets go of the one before. */
export function removable(opened: Case): Choice[] {
  const others = readingNow(opened).filter((key) => key !== opened.own.key);
  return others.map((key) => ({ key, name: opened.thread.certificates.get(key)?.name ?? key }));
}

/** Who was let in and reads now: not a stand-in who is still kept out, and not who lost the role. */
export const readingNow = ({ thread }: Case): string[] => [...thread.readers].filter((key) => thread.listed.has(key));
