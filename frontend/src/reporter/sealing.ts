/** From what was written to what is sent: nothing readable leaves these functions. */
import { type Attachment, sealedFiles } from "../seal/attached.ts";
import { type Bytes, sha256Hex } from "../seal/bytes.ts";
import type { JsonObject } from "../seal/canonical.ts";
import { NOTHING, messageContent } from "../seal/body.ts";
import { newCaseKey, sealingPublicKey, wrapCaseKey } from "../seal/casekey.ts";
import type { Certificate } from "../seal/certificate.ts";
import { REPORTER, identifier } from "../seal/context.ts";
import { reporterReply, submission } from "../seal/envelope.ts";
import { type Identity, sealIdentity } from "../seal/identity.ts";
import { type MessagePlace, sealMessage } from "../seal/message.ts";
import type { ReceiptKeys } from "../seal/receipt.ts";
import type { Verified } from "../seal/thread.ts";
import { type Choice, type Recipients, chosen, everyKey } from "./recipients.ts";

export interface Written extends Choice, Identity {
  /** `apart`: the name may be known to one; `required`: to all who lead. */
  readonly naming: string;
  readonly knowing: string;
  readonly text: string;
  readonly answers: Readonly<Record<string, string>>;
  readonly shared: Readonly<Record<string, string>>;
  readonly procedure: string;
  readonly unit: string;
  readonly files: readonly Attachment[];
}

async function wrapsFor(caseKey: Bytes, caseId: string, whom: readonly Certificate[]): Promise<Map<string, Uint8Array>> {
  const wraps = new Map<string, Uint8Array>();
  for (const { key, sealing } of whom) {
    wraps.set(key, await wrapCaseKey(caseKey, sealing, { case: caseId, epoch: 1, recipient: key }));
  }
  return wraps;
}

/** Who the reporter is, sealed apart to those who may know it; to nobody where no name was given. */
async function identityFor(written: Written, leading: readonly Certificate[], caseId: string): Promise<Map<string, Bytes>> {
  const { naming, knowing } = written;
  const one = leading.find(({ key }) => key === knowing) ?? leading[0];
  const whom = !written.name && !written.contact ? [] : naming === "required" ? leading : naming === "apart" && one ? [one] : [];
  const sealed = new Map<string, Bytes>();
  for (const { key, sealing } of whom) sealed.set(key, await sealIdentity(written, sealing, caseId, key));
  return sealed;
}

/** A new case, whole, in one envelope. */
export async function sealedReport(written: Written, recipients: Recipients, keys: ReceiptKeys): Promise<Blob> {
  const { now, later, leading } = chosen(recipients, written);
  const caseId = identifier();
  const identity = await identityFor(written, leading, caseId);
  const caseKey = newCaseKey();
  const place: MessagePlace = { case: caseId, epoch: 1, sender: REPORTER, position: 1 };
  const reporterKey = await sealingPublicKey(keys.seed);
  const { entries, parts } = await sealedFiles(caseKey, caseId, 1, written.files);
  const body: JsonObject = {
    after: NOTHING,
    kind: "report",
    text: written.text,
    answers: { ...written.answers },
    excluded: everyKey(recipients, written.excluded),
    files: entries,
    recipients: [...now, ...later].map((certificate) => certificate.key),
    reporter_key: await sha256Hex(reporterKey),
  };
  const named: JsonObject = {};
  for (const [key, sealed] of identity) named[key] = await sha256Hex(sealed);
  if (identity.size > 0) body.identity = named;
  const message = await sealMessage(caseKey, await messageContent(body, place), place);
  const wraps = await wrapsFor(caseKey, caseId, now);
  wraps.set(REPORTER, await wrapCaseKey(caseKey, reporterKey, { case: caseId, epoch: 1, recipient: REPORTER }));
  const withheld = await wrapsFor(caseKey, caseId, later);
  const { procedure, unit, shared } = written;
  const what = { case: caseId, lookup: keys.lookup, reporterKey, wraps, withheld, procedure, unit, shared, identity };
  return submission(what, { message, files: parts });
}

/** What the reporter adds to a thread that was checked. */
export async function sealedAddition(thread: Verified, keys: ReceiptKeys, body: JsonObject, files: readonly Attachment[] = []): Promise<Blob> {
  const own = thread.entries.filter((entry) => entry.sender === REPORTER).length;
  const place: MessagePlace = { case: thread.case, epoch: thread.epoch, sender: REPORTER, position: own + 1 };
  const caseKey = thread.keys.get(thread.epoch) as Bytes;
  const { entries, parts } = await sealedFiles(caseKey, thread.case, thread.epoch, files);
  const whole = { after: thread.last, ...body, ...(body.kind === "message" ? { files: entries } : {}) };
  const message = await sealMessage(caseKey, await messageContent(whole, place), place);
  return reporterReply(keys.lookup, place, { message, files: parts });
}
