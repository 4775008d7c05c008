/** Dates, to the day. */
export function today(): string {
  const now = new Date();
  const part = (value: number): string => String(value).padStart(2, "0");
  return `${now.getFullYear()}-${part(now.getMonth() + 1)}-${part(now.getDate())}`;
}

/** A date, `YYYY-MM-DD`, as the page's language writes it. */
export function written(day: string): string {
  const language = document.documentElement.lang || "nl";
  return new Intl.DateTimeFormat(language, { dateStyle: "long", timeZone: "UTC" }).format(new Date(day));
}
