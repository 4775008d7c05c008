/** Every word comes from the page, in its language: <template id="words"> holds elements with `data-word`. */
type Gaps = Readonly<Record<string, string | number>>;

function written(key: string): string | undefined {
  const words = document.getElementById("words") as HTMLTemplateElement | null;
  return words?.content.querySelector(`[data-word="${CSS.escape(key)}"]`)?.textContent?.trim();
}

/** The text for a key, its gaps filled; `otherwise` names another where the page has none. */
export function say(key: string, gaps: Gaps = {}, otherwise = ""): string {
  const text = written(key) ?? written(otherwise) ?? key;
  return text.replace(/\{(\w+)\}/g, (_gap, name: string) => String(gaps[name] ?? ""));
}

/** An element with text in it; text is never read as markup. */
export function made<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  text = "",
  attributes: Readonly<Record<string, string>> = {},
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  element.textContent = text;
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  return element;
}

export const one = (selector: string): HTMLElement | null => document.querySelector<HTMLElement>(selector);
export const every = (selector: string): HTMLElement[] => [...document.querySelectorAll<HTMLElement>(selector)];

/** Write a text wherever it belongs. */
export function fill(selector: string, text: string): void {
  for (const place of every(selector)) place.textContent = text;
}

export function show(element: HTMLElement | null, shown = true): void {
  if (element) element.hidden = !shown;
}

/** Say how it goes in #told, which is read aloud to who hears the page. */
export function tell(key: string, how: { wrong?: boolean; gaps?: Gaps; otherwise?: string } = {}): void {
  const { wrong = false, gaps = {}, otherwise = "" } = how;
  tellText(key && say(key, gaps, otherwise), wrong);
}

export function tellText(text: string, wrong: boolean): void {
  const place = one("#told");
  if (!place) return;
  place.textContent = text;
  place.className = wrong ? "error" : "card";
  show(place, text !== "");
  if (text) place.scrollIntoView({ block: "nearest" });
}

/** Move the reader to something that has just appeared. */
export function bringTo(element: HTMLElement | null): void {
  if (!element) return;
  show(element);
  element.tabIndex = -1;
  element.focus();
  element.scrollIntoView({ block: "start" });
}
