/** What is bound into every seal: where it belongs. Fields are hexadecimal or decimal, never free text. */
import { type Bytes, hex, random, utf8 } from "./bytes.ts";
import { malformed } from "./errors.ts";

const IDENTIFIER = /^[0-9a-f]{32}$/;
/** A number as it is written: from 1, at most nine digits. */
export const NUMBER = /^[1-9][0-9]{0,8}$/;
export const CODE = /^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$/;
const NAME = /^[a-z]+$/;

/** The reporter among the recipients: known by the receipt alone. */
export const REPORTER = "0".repeat(32);

export function identifier(): string {
  return hex(random(16));
}

export function isIdentifier(value: unknown): value is string {
  return typeof value === "string" && IDENTIFIER.test(value);
}

export function contextText(name: string, ...fields: (string | number)[]): string {
  const written = fields.map(String);
  const wrong = written.some((field) => !IDENTIFIER.test(field) && !NUMBER.test(field));
  if (!NAME.test(name) || wrong) throw malformed();
  return `weerklank/${name}/v1|${written.join("|")}`;
}

export function context(name: string, ...fields: (string | number)[]): Bytes {
  return utf8(contextText(name, ...fields));
}
