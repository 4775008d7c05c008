/** What stands in the form. */
import type { Attachment } from "../seal/attached.ts";
import type { Written } from "./sealing.ts";

const CODES = /^[A-Za-z0-9_.-]{1,64}( [A-Za-z0-9_.-]{1,64}){0,31}$/;

/** Text that has a UTF-8: what a keyboard cannot make but a page can paste is replaced. */
const wellFormed = (text: string): string => new TextDecoder().decode(new TextEncoder().encode(text));

function texts(fields: FormData, name: string): string[] {
  return fields.getAll(name).filter((value): value is string => typeof value === "string" && value !== "");
}

/** Several answers to one question stand in one text, with a space between. */
function answersIn(fields: FormData): Record<string, string> {
  const answers: Record<string, string> = {};
  for (const name of new Set(fields.keys())) {
    const key = name.startsWith("answers.") ? name.slice("answers.".length) : "";
    const given = texts(fields, name);
    if (key && given.length > 0) answers[key] = wellFormed(given.join(" "));
  }
  return answers;
}

/** Only coded answers, and only those that the reporter ticked. */
function sharedIn(fields: FormData, answers: Readonly<Record<string, string>>): Record<string, string> {
  const agreed = Object.entries(answers).filter(([key, value]) => fields.has(`shared.${key}`) && CODES.test(value));
  return Object.fromEntries(agreed);
}

export function filledIn(form: HTMLFormElement, files: readonly Attachment[]): Written {
  const fields = new FormData(form);
  const answers = answersIn(fields);
  return {
    text: wellFormed(texts(fields, "text").join("\n")),
    answers,
    leads: form.dataset.leads ?? "",
    excluded: texts(fields, "exclude"),
    later: texts(fields, "later"),
    companions: texts(fields, "companion"),
    naming: form.dataset.naming ?? "",
    name: wellFormed(texts(fields, "name").join("")).trim(),
    contact: wellFormed(texts(fields, "contact").join("")).trim(),
    knowing: texts(fields, "knowing")[0] ?? "",
    shared: sharedIn(fields, answers),
    procedure: texts(fields, "procedure")[0] ?? "",
    unit: texts(fields, "unit")[0] ?? "",
    files,
  };
}
