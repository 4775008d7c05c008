/** What a handler does in a case: each act is signed inside the seal, and sealed before it leaves. */
import { colleagues, readingNow } from "./choosing.ts";
import type { Case } from "./opened_case.ts";
import { checkOpen } from "./keyring.ts";
import { here } from "./server.ts";
import { sealedFiles } from "../seal/attached.ts";
import { sha256Hex } from "../seal/bytes.ts";
import { messageContent } from "../seal/body.ts";
import type { JsonObject } from "../seal/canonical.ts";
import { newCaseKey, wrapCaseKey } from "../seal/casekey.ts";
import { REPORTER } from "../seal/context.ts";
import { type Act, type FilePart, handlerReply } from "../seal/envelope.ts";
import { Refused } from "../seal/errors.ts";
import { sealMessage } from "../seal/message.ts";

export interface Answer {
  readonly kind: "message" | "record";
  readonly text: string;
  readonly files: readonly File[];
}

/** What is ready to be sent, and where to. */
export interface Sealed {
  readonly to: string;
  readonly envelope: Blob;
}

/** How many messages of this handler stand in a case. */
export const writtenIn = ({ thread, own }: Case): number => thread.entries.filter((entry) => entry.sender === own.key).length;

/** Seal a body at the next position of this handler, with what belongs to it. Refused where the key was locked meanwhile. */
export async function sealed(found: Case, body: JsonObject, act: Act = {}, files: readonly FilePart[] = []): Promise<Sealed> {
  const { thread, own } = found;
  const place = { case: thread.case, epoch: thread.epoch, sender: own.key, position: writtenIn(found) + 1 };
  const to = act.grant ? "grants" : act.opens ? "epochs" : act.announces ? "announcements" : act.passes ? "disclosures" : "messages";
  checkOpen(own);
  const content = await messageContent({ ...body, after: thread.last }, place, own.bundle.slice(32));
  const message = await sealMessage(caseKey(found), content, place);
  return { to: here(to), envelope: handlerReply(own.key, place, { message, files }, act) };
}

function caseKey({ thread }: Case): Uint8Array {
  const key = thread.keys.get(thread.epoch);
  if (!key) throw new Refused("key");
  return key;
}

export async function answerWith(found: Case, { kind, text, files }: Answer): Promise<Sealed> {
  const { case: caseId, epoch } = found.thread;
  const attached = files.map((content) => ({ name: content.name, type: content.type, content }));
  const { entries, parts } = await sealedFiles(caseKey(found), caseId, epoch, attached);
  return sealed(found, { kind, text, files: entries }, {}, parts);
}

/** Pass the keys of every epoch to a colleague. Refused for whom the reporter left out, whatever the server offers. */
export async function grantTo(found: Case, key: string): Promise<Sealed> {
  const { thread } = found;
  const whom = (await colleagues(found)).find((candidate) => candidate.key === key);
  if (!whom || thread.excluded.has(key)) throw new Refused("excluded");
  const epochs = new Map<number, Uint8Array>();
  for (const [epoch, opened] of thread.keys) {
    epochs.set(epoch, await wrapCaseKey(opened, whom.sealing, { case: thread.case, epoch, recipient: key }));
  }
  return sealed(found, { kind: "grant", key, serial: whom.serial }, { grant: { key, epochs } });
}

/** Begin a new epoch without someone: a fresh key for who remains and for the reporter, named under the old one. */
export async function removeReader(found: Case, key: string): Promise<Sealed> {
  const { thread, reporterKey } = found;
  const epoch = thread.epoch + 1;
  const fresh = newCaseKey();
  const remaining = readingNow(found).filter((reader) => reader !== key);
  const wraps = new Map<string, Uint8Array>();
  for (const recipient of [...remaining, REPORTER]) {
    const sealing = recipient === REPORTER ? reporterKey : thread.certificates.get(recipient)?.sealing;
    if (!sealing) throw new Refused("certificate");
    wraps.set(recipient, await wrapCaseKey(fresh, sealing, { case: thread.case, epoch, recipient }));
  }
  const body = { kind: "epoch", epoch, recipients: [...remaining, REPORTER], key_hash: await sha256Hex(fresh) };
  return sealed(found, body, { opens: { epoch, wraps } });
}
