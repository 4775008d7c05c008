/**
 * Moving up: the page of the next way says what changes, and then its own form is filled in from what stands here.
 * Both take the place of this page, so that what was written never leaves the memory of this tab but sealed. A new
 * case follows, with a key and a receipt of its own; nothing that is sent names the one before.
 */
import { bringTo, every, made, one, say, tellText } from "../page/words.ts";
import { load } from "../page/loading.ts";
import { read } from "../page/sending.ts";

export interface Moving {
  /** The address of the page of the next way; its form stands below it. */
  readonly way: string;
  readonly unit: string;
  readonly texts: readonly string[];
  /** Keys of who reads now: they may come along, where the next way knows companions. */
  readonly readers: readonly string[];
}

async function shown(address: string): Promise<Document> {
  const page = new DOMParser().parseFromString(await (await read(address)).text(), "text/html");
  const content = page.querySelector("#content");
  if (content) one("#content")?.replaceChildren(...[...content.childNodes].map((node) => document.importNode(node, true)));
  document.title = page.title;
  bringTo(one("#content h1"));
  return page;
}

async function write({ way, unit, texts, readers }: Moving): Promise<void> {
  const page = await shown(`${way}/${unit}/write`);
  const text = one("#text") as HTMLTextAreaElement | null;
  if (text) text.value = texts.join("\n\n");
  for (const companion of every("input[name=companion]") as HTMLInputElement[]) companion.checked = readers.includes(companion.value);
  const script = page.querySelector<HTMLScriptElement>("script[type=module]");
  await load(script?.src, script?.integrity);
}

export async function moveUp(moving: Moving): Promise<void> {
  const offline = say("return.offline"); // the page of a way has no words for scripts
  await shown(moving.way);
  const begin = one("[data-begin]");
  let busy = false;
  begin?.addEventListener("click", (event) => {
    event.preventDefault();
    if (busy) return; // the form would be shown once more, and its script is there only once
    busy = true;
    write(moving).catch(() => {
      busy = false;
      if (!one("#told")) begin.before(made("p", "", { id: "told", role: "status" }));
      tellText(offline, true);
    });
  });
}
