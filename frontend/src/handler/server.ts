/** What this door asks the server. Every answer is sealed or about dates; nothing readable goes out. */

/**
 * The server did not do what was asked. `why`: `lost` (no answer, or a server that is down), `signed_out`, `gone` (it
 * is not there, or no longer theirs), `changed` (it does not fit what is there by now) or `files` (too large).
 */
export class Unreachable extends Error {
  constructor(readonly why: string) {
    super(why);
  }
}

const WHY: Readonly<Record<number, string>> = { 403: "signed_out", 404: "gone", 409: "changed", 413: "files" };
const WAITS = [1000, 4000];

/** The word for a fault: `lost` where no answer came, `otherwise` where it is no fault of the server. */
export function wordOf(error: unknown, lost: string, otherwise: string): string {
  if (!(error instanceof Unreachable)) return otherwise;
  return error.why === "lost" ? lost : `error_${error.why}`;
}

const room = (): HTMLElement => document.getElementById("room") as HTMLElement;
const door = (): HTMLElement => document.getElementById("door") as HTMLElement;
const pause = (milliseconds: number): Promise<void> => new Promise((done) => setTimeout(done, milliseconds));

export const address = (name: string): string => {
  const found = door().dataset[name];
  if (!found) throw new Error(`The page names no address for ${name}.`);
  return found;
};

/** Only a stranger is sent elsewhere, to where one signs in: that page is no answer, and nothing was done. */
async function answered(url: string, how: RequestInit = {}): Promise<Response> {
  const answer = await fetch(url, { ...how, cache: "no-store", redirect: "manual" }).catch(() => {
    throw new Unreachable("lost");
  });
  if (answer.type === "opaqueredirect") throw new Unreachable("signed_out");
  if (!answer.ok) throw new Unreachable(WHY[answer.status] ?? "lost");
  return answer;
}

const isFor = (error: unknown, why: string): boolean => error instanceof Unreachable && error.why === why;

/** What is only read is asked for again after a while, where no answer came. */
async function asked(url: string, how: RequestInit = {}, waits: readonly number[] = WAITS): Promise<Response> {
  return answered(url, how).catch(async (error: unknown) => {
    const [wait, ...rest] = waits;
    if (wait === undefined || !isFor(error, "lost")) throw error;
    await pause(wait);
    return asked(url, how, rest);
  });
}

export async function fetchJson<T>(url: string): Promise<T> {
  return (await (await asked(url, { headers: { Accept: "application/json" } })).json()) as T;
}

export async function fetchFile(file: string): Promise<Blob> {
  return (await asked(here("file").replace(/0$/, file))).blob();
}

/** Who signed in anew beside this page has another token: the page that is open is asked for it. */
async function renewToken(): Promise<void> {
  const page = new DOMParser().parseFromString(await (await asked(location.href)).text(), "text/html");
  door().dataset.token = page.getElementById("door")?.dataset.token ?? "";
}

async function posted(url: string, body: BodyInit, type: string): Promise<void> {
  const post = (): Promise<Response> =>
    answered(url, { method: "POST", body, headers: { "Content-Type": type, "X-CSRFToken": door().dataset.token ?? "" } });
  await post().catch(async (error: unknown) => {
    if (!isFor(error, "signed_out")) throw error;
    await renewToken();
    await post();
  });
}

export async function postJson(url: string, value: unknown): Promise<void> {
  await posted(url, JSON.stringify(value), "application/json");
}

export async function postText(url: string, text: string): Promise<void> {
  await posted(url, text, "text/plain");
}

export async function postSealed(url: string, envelope: Blob): Promise<void> {
  await posted(url, envelope, "application/octet-stream");
}

/** Where the open page stands: its case, or none. */
export const here = (name: string): string => room().querySelector<HTMLElement>("[data-case]")?.dataset[name] ?? "";
