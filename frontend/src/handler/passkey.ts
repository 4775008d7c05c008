/** A passkey that gives the same 32 secret bytes each time (the `prf` extension of WebAuthn). */
import { type Bytes, base64, fromBase64, random } from "../seal/bytes.ts";

export interface PasskeySecret {
  readonly credential: string;
  readonly output: Bytes;
}

// What the output is for: the same passkey gives another secret to whoever asks with another text.
const PURPOSE = new TextEncoder().encode("weerklank/handlerkey/v1|prf");

export const isPasskeyPossible = (): boolean => typeof PublicKeyCredential !== "undefined" && isSecureContext;

function outputOf(credential: PublicKeyCredential): Bytes | null {
  const first = credential.getClientExtensionResults().prf?.results?.first;
  return first ? new Uint8Array(first as ArrayBuffer).slice(0, 32) : null;
}

/** Ask a passkey that was added before; `null` where the device cannot or its owner will not. */
export async function passkeySecret(credentials: readonly string[]): Promise<PasskeySecret | null> {
  const evalByCredential = Object.fromEntries(credentials.map((id) => [id, { first: PURPOSE }]));
  const found = await navigator.credentials
    .get({
      publicKey: {
        challenge: random(32),
        userVerification: "required",
        allowCredentials: credentials.map((id) => ({ id: fromBase64(id), type: "public-key" as const })),
        extensions: { prf: { evalByCredential } },
      },
    })
    .catch(() => null);
  if (!(found instanceof PublicKeyCredential)) return null;
  const output = outputOf(found);
  return output && { credential: base64(new Uint8Array(found.rawId)), output };
}

/** Make a passkey for this key; some authenticators give the secret at once, others only when asked again. */
export async function madePasskey(key: string): Promise<PasskeySecret | null> {
  const made = await navigator.credentials
    .create({
      publicKey: {
        challenge: random(32),
        rp: { name: "Weerklank" },
        user: { id: random(32), name: key.slice(0, 8), displayName: key.slice(0, 8) },
        pubKeyCredParams: [
          { alg: -8, type: "public-key" },
          { alg: -7, type: "public-key" },
          { alg: -257, type: "public-key" },
        ],
        authenticatorSelection: { residentKey: "preferred", userVerification: "required" },
        extensions: { prf: { eval: { first: PURPOSE } } },
      },
    })
    .catch(() => null);
  if (!(made instanceof PublicKeyCredential)) return null;
  if (!made.getClientExtensionResults().prf?.enabled) return null;
  const credential = base64(new Uint8Array(made.rawId));
  const output = outputOf(made);
  return output ? { credential, output } : passkeySecret([credential]);
}
