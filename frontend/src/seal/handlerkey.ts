/** A handler's keys: made in the browser, and locked there before anything leaves it. */
import { type Bytes, base64, concat, fromBase64, random, utf8 } from "./bytes.ts";
import { exactly, isObject } from "./canonical.ts";
import { sealingPublicKey } from "./casekey.ts";
import { keyIdentifier } from "./certificate.ts";
import { context } from "./context.ts";
import { derived } from "./derivation.ts";
import { Refused, malformed, opening } from "./errors.ts";
import { signingPublicKey } from "./signing.ts";
import { contentKey, decrypt, encrypt } from "./symmetric.ts";

const PASSPHRASE = 1;
const PASSKEY = 2;
const RECOVERY = 3;
export const PASSPHRASE_WORDS = 6;
const CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const CODE = 20;

export interface HandlerKey {
  readonly key: string;
  /** Sealing seed ‖ signing seed. */
  readonly bundle: Bytes;
  readonly sealing: Bytes;
  readonly signing: Bytes;
}

/** A bundle that only one secret opens, as it is kept by the server. */
export interface Lock {
  readonly kind: number;
  readonly salt: string;
  readonly nonce: string;
  readonly sealed: string;
  readonly credential?: string;
}

export async function handlerKey(bundle: Bytes): Promise<HandlerKey> {
  if (bundle.length !== 64) throw new Refused("key");
  const sealing = await sealingPublicKey(bundle.slice(0, 32));
  const signing = await signingPublicKey(bundle.slice(32));
  return { key: await keyIdentifier(sealing, signing), bundle, sealing, signing };
}

export function newHandlerKey(): Promise<HandlerKey> {
  return handlerKey(random(64));
}

async function aesKey(bytes: Uint8Array): Promise<CryptoKey> {
  return crypto.subtle.importKey("raw", bytes as Bytes, "AES-GCM", false, ["encrypt", "decrypt"]);
}

const fromPassphrase = async (words: string, salt: Uint8Array): Promise<CryptoKey> =>
  aesKey(await derived(utf8(words), salt, 32));

const fromSecret = (kind: number, secret: Uint8Array, salt: Uint8Array): Promise<CryptoKey> =>
  contentKey(secret, salt, `weerklank/lock/v1|${kind}`);

async function locked(own: HandlerKey, kind: number, salt: Bytes, key: CryptoKey): Promise<Lock> {
  const nonce = random(12);
  const sealed = await encrypt(key, nonce, own.bundle, context("handlerkey", own.key, kind));
  return { kind, salt: base64(salt), nonce: base64(nonce), sealed: base64(sealed) };
}

export async function lockedByPassphrase(own: HandlerKey, words: readonly string[]): Promise<Lock> {
  if (words.length !== PASSPHRASE_WORDS) throw new Refused("words");
  const salt = random(16);
  return locked(own, PASSPHRASE, salt, await fromPassphrase(words.join(" "), salt));
}

export async function lockedByPasskey(own: HandlerKey, output: Uint8Array, credential: Uint8Array): Promise<Lock> {
  if (output.length !== 32) throw new Refused("passkey");
  const salt = random(16);
  const lock = await locked(own, PASSKEY, salt, await fromSecret(PASSKEY, output, salt));
  return { ...lock, credential: base64(credential) };
}

export async function lockedByRecovery(own: HandlerKey, code: Uint8Array): Promise<Lock> {
  if (code.length !== CODE) throw new Refused("code");
  const salt = random(16);
  return locked(own, RECOVERY, salt, await fromSecret(RECOVERY, code, salt));
}

export function readLock(value: unknown): Lock {
  if (!isObject(value)) throw malformed();
  const fields = ["kind", "salt", "nonce", "sealed", ...(value.kind === PASSKEY ? ["credential"] : [])];
  exactly(value, fields);
  if (fields.some((field) => typeof value[field] !== (field === "kind" ? "number" : "string"))) throw malformed();
  return value as unknown as Lock;
}

/** Open a lock: words for a passphrase, bytes for a passkey's output or a recovery code. */
export function unlocked(lock: Lock, secret: string | Uint8Array, key: string): Promise<HandlerKey> {
  return opening(async () => {
    const salt = fromBase64(lock.salt);
    const bytes = typeof secret === "string" ? undefined : secret;
    if ((lock.kind === PASSPHRASE) !== (bytes === undefined)) throw malformed();
    const opener = bytes ? await fromSecret(lock.kind, bytes, salt) : await fromPassphrase(secret as string, salt);
    const aad = context("handlerkey", key, lock.kind);
    const own = await handlerKey(await decrypt(opener, fromBase64(lock.nonce), fromBase64(lock.sealed), aad));
    if (own.key !== key) throw malformed();
    return own;
  });
}

export const newRecoveryCode = (): Bytes => random(CODE);

/** The code as it is printed: 32 characters in groups of four. */
export function printedCode(code: Uint8Array): string {
  const bits = Array.from(code, (byte) => byte.toString(2).padStart(8, "0")).join("");
  const letters = (bits.match(/.{5}/g) ?? []).map((five) => CROCKFORD[Number.parseInt(five, 2)]).join("");
  return (letters.match(/.{4}/g) ?? []).join("-");
}

/** The code as it was typed: case, spaces and hyphens do not matter, nor O for 0 and I or L for 1. */
export function typedCode(typed: string): Bytes {
  const plain = typed.toUpperCase().replace(/[\s-]/g, "").replace(/O/g, "0").replace(/[IL]/g, "1");
  const values = Array.from(plain, (letter) => CROCKFORD.indexOf(letter));
  if (values.length !== 32 || values.includes(-1)) throw new Refused("code");
  const bits = values.map((value) => value.toString(2).padStart(5, "0")).join("");
  return concat(Uint8Array.from(bits.match(/.{8}/g) ?? [], (eight) => Number.parseInt(eight, 2)));
}
