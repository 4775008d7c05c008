/** Sending sealed bytes. The same bytes may be sent again: the server answers them the same. */
import { Refused } from "../seal/errors.ts";

const WAITS = [1000, 4000];
const LATER = new Set([408, 425, 429, 500, 502, 503, 504]);

const pause = (milliseconds: number): Promise<void> => new Promise((done) => setTimeout(done, milliseconds));

function asked(address: string, body?: Blob): Promise<Response> {
  const how: RequestInit = { credentials: "omit", cache: "no-store", redirect: "error", referrerPolicy: "no-referrer" };
  return fetch(address, body ? { ...how, method: "POST", body } : how);
}

const REFUSALS: Readonly<Record<number, string>> = { 404: "not_found", 412: "changed", 413: "too_large" };

/** Post, or read where there is no body; again after a while where the network or the server is down. Refused: `offline`, `busy`, `not_found`, `changed`, `too_large` or `refused`. */
export async function post(address: string, body?: Blob, waits: readonly number[] = WAITS): Promise<Response> {
  const response = await asked(address, body).catch(() => undefined);
  if (response?.ok) return response;
  if (response && !LATER.has(response.status)) throw new Refused(REFUSALS[response.status] ?? "refused");
  const [wait, ...rest] = waits;
  if (wait === undefined) throw new Refused(response?.status === 429 ? "busy" : "offline");
  await pause(wait);
  return post(address, body, rest);
}

/** Read a page, or an answer in JSON. Refused: `offline`, whatever it is that did not come. */
export const read = (address: string): Promise<Response> =>
  post(address).catch(() => {
    throw new Refused("offline");
  });

let list: Promise<readonly string[]> | undefined;

/** The word list, asked for once and held to the hash that the page names. */
export function wordList(address: string, integrity: string | undefined): Promise<readonly string[]> {
  list ??= fetch(address, { credentials: "omit", ...(integrity ? { integrity } : {}) })
    .then(async (response) => (await response.text()).split(/\s+/).filter(Boolean))
    .then((words) => {
      if (words.length < 7776) throw new Refused("offline");
      return words;
    })
    .catch(() => {
      list = undefined;
      throw new Refused("offline");
    });
  return list;
}
