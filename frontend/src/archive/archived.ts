/** A closed case as a file of the age format, that the archive alone can open. */
import { Encrypter } from "age-encryption";

import { type Around, kept } from "../export/kept.ts";
import type { Bytes } from "../seal/bytes.ts";
import type { Verified } from "../seal/thread.ts";

/** The file for a recipient, `age1…` or `age1pq1…`; throws for what is no such key. */
export async function archived(thread: Verified, around: Around, recipient: string): Promise<Bytes> {
  const encrypter = new Encrypter();
  encrypter.addRecipient(recipient);
  return (await encrypter.encrypt(await kept(thread, around))) as Bytes;
}
