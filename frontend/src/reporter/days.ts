/** Dates, to the day. */
export function today(): string {
  const now = new Date();
  const part = (value: number): string => String(value).padStart(2, "0");
  return `${now.getFullYear()}-${part(now.getMonth() + 1)}-${part(now.getDate())}`;
}

/** A date as the page's language writes it. */
export function written(day: string): string {
  const parts = day.split("-").map(Number);
  const date = new Date(Date.UTC(parts[0] ?? 0, (parts[1] ?? 1) - 1, parts[2] ?? 1));
  return new Intl.DateTimeFormat(document.documentElement.lang || "nl", { dateStyle: "long", timeZone: "UTC" }).format(date);
}
