/** Messages and notes: padded, sealed under a key of their own, bound to sender and position. */
import { type Bytes, type Draw, concat, random } from "./bytes.ts";
import { contextText } from "./context.ts";
import { malformed, opening } from "./errors.ts";
import { SIZES, padded, unpadded } from "./padding.ts";
import { NONCE, SALT, TAG, contentKey, decrypt, encrypt } from "./symmetric.ts";

/** Where a message belongs. */
export interface MessagePlace {
  readonly case: string;
  readonly epoch: number;
  readonly sender: string;
  readonly position: number;
}

/** Where a note of a counsellor's own belongs: no epoch, for nobody else ever reads it. */
export interface NotePlace {
  readonly case: string;
  readonly key: string;
  readonly position: number;
}

const messageContext = (place: MessagePlace): string =>
  contextText("message", place.case, place.epoch, place.sender, place.position);
const noteContext = (place: NotePlace): string => contextText("note", place.case, place.key, place.position);

export const SEALED_SIZES: readonly number[] = SIZES.map((size) => SALT + NONCE + size + TAG);

async function sealed(ikm: Uint8Array, content: Uint8Array, where: string, draw: Draw): Promise<Bytes> {
  const salt = draw(SALT);
  const nonce = draw(NONCE);
  return concat(salt, nonce, await encrypt(await contentKey(ikm, salt, where), nonce, padded(content)));
}

function opened(ikm: Uint8Array, whole: Uint8Array, where: string): Promise<Uint8Array> {
  return opening(async () => {
    if (!SEALED_SIZES.includes(whole.length)) throw malformed();
    const key = await contentKey(ikm, whole.subarray(0, SALT), where);
    return unpadded(await decrypt(key, whole.subarray(SALT, SALT + NONCE), whole.subarray(SALT + NONCE)));
  });
}

export function sealMessage(caseKey: Uint8Array, content: Uint8Array, place: MessagePlace, draw: Draw = random): Promise<Bytes> {
  return sealed(caseKey, content, messageContext(place), draw);
}

export function openMessage(caseKey: Uint8Array, whole: Uint8Array, place: MessagePlace): Promise<Uint8Array> {
  return opened(caseKey, whole, messageContext(place));
}

/** `bundle` is sealing seed ‖ signing seed of the counsellor. */
export function sealNote(bundle: Uint8Array, content: Uint8Array, place: NotePlace, draw: Draw = random): Promise<Bytes> {
  return sealed(bundle, content, noteContext(place), draw);
}

export function openNote(bundle: Uint8Array, whole: Uint8Array, place: NotePlace): Promise<Uint8Array> {
  return opened(bundle, whole, noteContext(place));
}
