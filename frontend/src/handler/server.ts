/** What this door asks the server. Every answer is sealed or about dates; nothing readable goes out. */

export class Unreachable extends Error {}

const room = (): HTMLElement => document.getElementById("room") as HTMLElement;

export const address = (name: string): string => {
  const found = document.getElementById("door")?.dataset[name];
  if (!found) throw new Error(`The page names no address for ${name}.`);
  return found;
};

async function answered(request: Promise<Response>): Promise<Response> {
  const answer = await request.catch(() => {
    throw new Unreachable();
  });
  if (!answer.ok) throw new Unreachable(String(answer.status));
  return answer;
}

export async function fetchJson<T>(url: string): Promise<T> {
  const answer = await answered(fetch(url, { headers: { Accept: "application/json" }, cache: "no-store" }));
  return (await answer.json()) as T;
}

export async function fetchFile(file: string): Promise<Blob> {
  const url = here("file").replace(/0$/, file);
  return (await answered(fetch(url, { cache: "no-store" }))).blob();
}

function posted(url: string, body: BodyInit, type: string): Promise<Response> {
  const token = document.getElementById("door")?.dataset.token ?? "";
  return answered(
    fetch(url, { method: "POST", body, headers: { "Content-Type": type, "X-CSRFToken": token }, cache: "no-store" }),
  );
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
