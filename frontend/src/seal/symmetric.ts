/** AES-256-GCM and HKDF-SHA256, as the browser has them. */
import { type Bytes, utf8 } from "./bytes.ts";

export const SALT = 32;
export const NONCE = 12;
export const TAG = 16;

export async function contentKey(ikm: Uint8Array, salt: Uint8Array, info: string): Promise<CryptoKey> {
  const material = await crypto.subtle.importKey("raw", ikm as Bytes, "HKDF", false, ["deriveKey"]);
  const how = { name: "HKDF", hash: "SHA-256", salt: salt as Bytes, info: utf8(info) };
  return crypto.subtle.deriveKey(how, material, { name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
}

function how(nonce: Uint8Array, aad?: Uint8Array): AesGcmParams {
  const parameters: AesGcmParams = { name: "AES-GCM", iv: nonce as Bytes };
  if (aad) parameters.additionalData = aad as Bytes;
  return parameters;
}

export async function encrypt(key: CryptoKey, nonce: Uint8Array, plain: Uint8Array, aad?: Uint8Array): Promise<Bytes> {
  return new Uint8Array(await crypto.subtle.encrypt(how(nonce, aad), key, plain as Bytes));
}

export async function decrypt(key: CryptoKey, nonce: Uint8Array, text: Uint8Array, aad?: Uint8Array): Promise<Bytes> {
  return new Uint8Array(await crypto.subtle.decrypt(how(nonce, aad), key, text as Bytes));
}
