/** Ed25519, as the browser has it. */
import { type Bytes, concat, fromBase64, fromHex, utf8 } from "./bytes.ts";

const PKCS8 = fromHex("302e020100300506032b657004220420"); // what stands before a bare seed in PKCS #8 (RFC 8410)

export async function signature(seed: Uint8Array, over: Uint8Array): Promise<Bytes> {
  const key = await crypto.subtle.importKey("pkcs8", concat(PKCS8, seed), "Ed25519", false, ["sign"]);
  return new Uint8Array(await crypto.subtle.sign("Ed25519", key, over as Bytes));
}

export async function isSigned(publicKey: Uint8Array, by: Uint8Array, over: Uint8Array): Promise<boolean> {
  try {
    const key = await crypto.subtle.importKey("raw", publicKey as Bytes, "Ed25519", false, ["verify"]);
    return await crypto.subtle.verify("Ed25519", key, by as Bytes, over as Bytes);
  } catch {
    return false;
  }
}

export async function signingPublicKey(seed: Uint8Array): Promise<Bytes> {
  const key = await crypto.subtle.importKey("pkcs8", concat(PKCS8, seed), "Ed25519", true, ["sign"]);
  return fromBase64((await crypto.subtle.exportKey("jwk", key)).x ?? "");
}

/** What is signed: a fixed beginning, so that a signature for one purpose is never taken for another. */
export function purpose(name: string, text: string): Bytes {
  return utf8(`weerklank/${name}/v1|${text}`);
}
