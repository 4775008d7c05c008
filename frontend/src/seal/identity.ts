/** Who the reporter is, sealed apart from the case: whoever holds the case key cannot open it. */
import { type Bytes, fromUtf8, utf8 } from "./bytes.ts";
import { canonical, exactly, fromCanonical } from "./canonical.ts";
import { openWith, sealTo } from "./casekey.ts";
import { context } from "./context.ts";
import { cannotOpen, opening } from "./errors.ts";
import { padded, unpadded } from "./padding.ts";

export const SEALED_IDENTITY = 2160;
const SIZES = [1024];

export interface Identity {
  readonly name: string;
  readonly contact: string;
}

const info = (caseId: string, recipient: string): Bytes => context("identity", caseId, recipient);

/** Refused as `too_long` where a name and how to reach who bears it do not fit. */
export async function sealIdentity({ name, contact }: Identity, publicKey: Uint8Array, caseId: string, recipient: string): Promise<Bytes> {
  return sealTo(publicKey, padded(utf8(canonical({ contact, name })), SIZES), info(caseId, recipient));
}

export function openIdentity(sealed: Uint8Array, seed: Uint8Array, caseId: string, recipient: string): Promise<Identity> {
  return opening(async () => {
    const told = fromCanonical(fromUtf8(unpadded(await openWith(seed, sealed, SEALED_IDENTITY, info(caseId, recipient)), SIZES)));
    exactly(told, ["contact", "name"]);
    const { contact, name } = told;
    if (typeof contact !== "string" || typeof name !== "string") throw cannotOpen();
    return { contact, name };
  });
}
