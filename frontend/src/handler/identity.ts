/** Who the reporter is: opened here and nowhere else, and passed on only to whom that was approved for. */
import { type Sealed, sealed } from "./acts.ts";
import type { Case } from "./opened_case.ts";
import { fetchJson, here } from "./server.ts";
import { fromBase64, sha256Hex } from "../seal/bytes.ts";
import type { Certificate } from "../seal/certificate.ts";
import { Refused } from "../seal/errors.ts";
import { type Identity, openIdentity, sealIdentity } from "../seal/identity.ts";
import type { Choice } from "./choosing.ts";

/** Fetch and open the identity; the one that the report or its passing on names, and no other. */
export async function openedIdentity({ thread, own }: Case): Promise<Identity> {
  const served = await fetchJson<{ readonly identity: string }>(here("identity"));
  const identity = fromBase64(served.identity);
  if ((await sha256Hex(identity)) !== thread.identities.get(own.key)) throw new Refused("thread_identity");
  return openIdentity(identity, own.bundle.slice(0, 32), thread.case, own.key);
}

/** Who reads the case and does not know the identity. */
export function unknowing({ thread }: Case): Choice[] {
  const keys = [...thread.listed].filter((key) => !thread.identities.has(key) && !thread.excluded.has(key));
  return keys.map((key) => ({ key, name: thread.certificates.get(key)?.name ?? key }));
}

function certificateOf({ thread }: Case, key: string): Certificate {
  const found = thread.certificates.get(key);
  if (!found || thread.excluded.has(key)) throw new Refused("excluded");
  return found;
}

/** Say to the reporter why the identity is to be passed on, and ask a second person on which ground. */
export function announce(found: Case, key: string, ground: string, reason: string): Promise<Sealed> {
  certificateOf(found, key);
  return sealed(found, { kind: "disclose", key, reason }, { announces: { key, ground } });
}

export async function passOn(found: Case, key: string): Promise<Sealed> {
  const { sealing } = certificateOf(found, key);
  const identity = await sealIdentity(await openedIdentity(found), sealing, found.thread.case, key);
  return sealed(found, { kind: "disclosed", key, identity: await sha256Hex(identity) }, { passes: { key, identity } });
}
