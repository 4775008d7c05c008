/** Every word of the door comes from the page, in its language; the script has none of its own. */

type Gaps = Record<string, string | number>;

const found = (key: string): string | undefined => {
  const words = document.getElementById("words") as HTMLTemplateElement;
  return words.content.querySelector<HTMLElement>(`[data-word="${CSS.escape(key)}"]`)?.textContent ?? undefined;
};

export function say(key: string, gaps: Gaps = {}, otherwise = ""): string {
  const text = found(key) ?? found(otherwise) ?? key;
  return text.replace(/\{(\w+)\}/g, (_gap, name: string) => String(gaps[name] ?? ""));
}

/** Make an element with text in it; text is never read as markup. */
export function made<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  text = "",
  attributes: Record<string, string> = {},
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  element.textContent = text;
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  return element;
}

/** Say something aloud to those who hear the page, and show it to those who see it. */
export function tell(text: string, { wrong = false } = {}): void {
  const place = document.getElementById("told");
  if (!place) return;
  place.textContent = text;
  place.className = wrong ? "error" : "card";
  place.hidden = text === "";
  if (text) place.scrollIntoView({ block: "nearest" });
}
