/** One's own key as the server keeps it: locked, in as many ways as there are locks. */
import { passkeySecret } from "./passkey.ts";
import { address, fetchJson, postJson } from "./server.ts";
import { type HandlerKey, type Lock, readLock, typedCode, unlocked } from "../seal/handlerkey.ts";
import { normalWords } from "../seal/receipt.ts";

export const PASSPHRASE = 1;
export const PASSKEY = 2;
export const RECOVERY = 3;

export interface OwnKey {
  readonly key: string;
  readonly locks: readonly Lock[];
}

export async function fetchedKey(): Promise<OwnKey> {
  const { key, locks } = await fetchJson<{ key: string; locks: unknown[] }>(address("key"));
  return { key, locks: locks.map(readLock) };
}

async function openedBy(kind: number, secret: string | Uint8Array): Promise<HandlerKey> {
  const own = await fetchedKey();
  const lock = own.locks.find((candidate) => candidate.kind === kind);
  if (!lock) throw new Error("There is no such lock.");
  return unlocked(lock, secret, own.key);
}

export const openedByWords = (typed: string): Promise<HandlerKey> => openedBy(PASSPHRASE, normalWords(typed));

export const openedByCode = async (typed: string): Promise<HandlerKey> => openedBy(RECOVERY, typedCode(typed));

/** `null` where the device cannot, or its owner would rather not. */
export async function openedByPasskey(): Promise<HandlerKey | null> {
  const own = await fetchedKey();
  const locks = own.locks.filter((lock) => lock.kind === PASSKEY);
  const secret = await passkeySecret(locks.map((lock) => lock.credential ?? ""));
  const lock = locks.find((candidate) => candidate.credential === secret?.credential);
  return secret && lock ? unlocked(lock, secret.output, own.key) : null;
}

/** Put a lock in the place of the one of its kind; passkeys stand beside each other, one for each device. */
export async function replaceLock(fresh: Lock): Promise<void> {
  const own = await fetchedKey();
  const others = own.locks.filter((lock) => lock.kind !== fresh.kind || lock.kind === PASSKEY);
  await postJson(address("locks"), { v: 1, key: own.key, locks: [...others, fresh] });
}
