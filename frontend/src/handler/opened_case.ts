/** A case that was fetched, opened and checked; there is no other way to have one. */
import { fetchJson, here } from "./server.ts";
import { type Bytes, fromBase64 } from "../seal/bytes.ts";
import type { HandlerKey } from "../seal/handlerkey.ts";
import { Refused } from "../seal/errors.ts";
import { type Thread, type Verified, verifiedThread } from "../seal/thread.ts";

export interface Case {
  readonly own: HandlerKey;
  readonly thread: Verified;
  readonly organisation: string;
  readonly reporterKey: Bytes;
  readonly procedure: string;
  readonly state: string;
}

export async function openedCase(own: HandlerKey): Promise<Case> {
  const served = await fetchJson<Thread>(here("thread"));
  if (served.case !== here("case")) throw new Refused("thread_case");
  const thread = await verifiedThread(served, { recipient: own.key, seed: own.bundle.slice(0, 32) });
  const { organisation, procedure, state } = served;
  return { own, thread, organisation, procedure, state, reporterKey: fromBase64(served.reporter_key) };
}
