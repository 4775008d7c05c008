/** The key of a case in one epoch, and the wraps that carry it to each who may read. */
import { Aes256Gcm, CipherSuite, HkdfSha256 } from "@hpke/core";
import { XWing } from "@hpke/hybridkem-x-wing";

import { type Bytes, concat, random } from "./bytes.ts";
import { context } from "./context.ts";
import { Refused, opening } from "./errors.ts";

export const PUBLIC_KEY = 1216;
export const SEED = 32;
export const WRAP = 1168;
const ENCAPSULATED = 1120;

/** Where one wrap belongs. */
export interface Place {
  readonly case: string;
  readonly epoch: number;
  readonly recipient: string;
}

const suite = () => new CipherSuite({ kem: new XWing(), kdf: new HkdfSha256(), aead: new Aes256Gcm() });
const info = (place: Place): Bytes => context("casekey", place.case, place.epoch, place.recipient);

export function newCaseKey(): Bytes {
  return random(32);
}

/** The public key that belongs to a seed. */
export async function sealingPublicKey(seed: Uint8Array): Promise<Bytes> {
  if (seed.length !== SEED) throw new Refused("key");
  const kem = new XWing();
  const pair = await kem.generateKeyPairDerand(new Uint8Array(seed));
  return new Uint8Array(await kem.serializePublicKey(pair.publicKey));
}

/** Seal to one public key, in a context. */
export async function sealTo(publicKey: Uint8Array, content: Uint8Array, where: Bytes): Promise<Bytes> {
  if (publicKey.length !== PUBLIC_KEY) throw new Refused("key");
  const hpke = suite();
  const recipientPublicKey = await hpke.kem.deserializePublicKey(new Uint8Array(publicKey));
  const { ct, enc } = await hpke.seal({ recipientPublicKey, info: where }, new Uint8Array(content));
  return concat(new Uint8Array(enc), new Uint8Array(ct));
}

/** Open what was sealed to the public key of a seed, of one length alone; whoever calls makes one refusal of what goes wrong. */
export async function openWith(seed: Uint8Array, sealed: Uint8Array, length: number, where: Bytes): Promise<Bytes> {
  if (sealed.length !== length || seed.length !== SEED) throw new Refused("envelope");
  const hpke = suite();
  const recipientKey = await hpke.kem.importKey("raw", new Uint8Array(seed).buffer, false);
  const enc = sealed.slice(0, ENCAPSULATED);
  return new Uint8Array(await hpke.open({ recipientKey, enc, info: where }, sealed.slice(ENCAPSULATED)));
}

export async function wrapCaseKey(caseKey: Uint8Array, publicKey: Uint8Array, place: Place): Promise<Bytes> {
  if (caseKey.length !== 32) throw new Refused("key");
  return sealTo(publicKey, caseKey, info(place));
}

export function unwrapCaseKey(wrap: Uint8Array, seed: Uint8Array, place: Place): Promise<Bytes> {
  return opening(() => openWith(seed, wrap, WRAP, info(place)));
}
