/**
 * A whole conversation as one ZIP that needs no program of ours: a page to read, the same as data, and every file.
 * docs/retention.md says what stands in it.
 */
import { zipped } from "../clean/zip.ts";
import { type Bytes, utf8 } from "../seal/bytes.ts";
import type { FileEntry } from "../seal/body.ts";
import type { JsonObject } from "../seal/canonical.ts";
import { REPORTER } from "../seal/context.ts";
import type { Entry, Verified } from "../seal/thread.ts";

/** What the page around it gives: words in its language, what it shows of the case, and each file, opened. */
export interface Around {
  readonly language: string;
  readonly facts: readonly (readonly [string, string])[];
  readonly procedure: string;
  readonly state: string;
  say(key: string, gaps?: Record<string, string>, otherwise?: string): string;
  day(day: string): string;
  opened(entry: Entry, file: FileEntry): Promise<Bytes>;
}

interface Placed extends FileEntry {
  readonly path: string;
}

const LOOKS =
  "body{font:1rem/1.5 sans-serif;max-width:45rem;margin:2rem auto;padding:0 1rem}" +
  "ol{list-style:none;padding:0}li{margin:0 0 1.5rem}.by{font-weight:bold}.text{white-space:pre-wrap}";

const SPECIAL: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };

const escaped = (text: string): string => text.replace(/[&<>"']/g, (letter) => SPECIAL[letter] ?? letter);
const filesOf = (entry: Entry): readonly FileEntry[] => (entry.body.files ?? []) as unknown as readonly FileEntry[];

/** Where each file stands: numbered in the order of the messages, so that two of one name stay two. */
function placed(entries: readonly Entry[]): Map<string, Placed> {
  const files = entries.flatMap(filesOf);
  const width = Math.max(2, String(files.length).length);
  return new Map(
    files.map((file, index) => [file.id, { ...file, path: `files/${String(index + 1).padStart(width, "0")}-${file.name}` }]),
  );
}

function told({ case: number, entries, certificates }: Verified, around: Around, places: Map<string, Placed>): JsonObject {
  const messages = entries.map((entry) => {
    const files = filesOf(entry).map((file) => ({ ...file, path: places.get(file.id)?.path ?? "" }));
    const { name, role } = certificates.get(entry.sender) ?? { name: "", role: "" };
    const who = entry.sender === REPORTER ? { sender: "reporter" } : { sender: entry.sender, name, role };
    const body = files.length > 0 ? { ...entry.body, files } : entry.body;
    return { day: entry.day, ...who, position: entry.position, sha256: entry.hash, body };
  });
  const received = entries[0]?.day ?? "";
  return { v: 1, case: number, procedure: around.procedure, received, state: around.state, messages } as unknown as JsonObject;
}

function kindOf(thread: Verified, { body }: Entry, around: Around): string {
  if (body.kind === "message") return "";
  const keys = Array.isArray(body.recipients) ? body.recipients.map(String) : [String(body.key ?? "")];
  const names = keys.map((key) => thread.certificates.get(key)?.name).filter(Boolean);
  return around.say(`kept.kind_${String(body.kind)}`, { name: names.join(", ") }, "kept.kind_other");
}

function page(thread: Verified, around: Around, places: Map<string, Placed>): string {
  const title = escaped(around.say("kept.title"));
  const facts = around.facts.map(([name, text]) => `<p>${escaped(name)}: ${escaped(text)}</p>`).join("\n");
  const entries = thread.entries.map((entry) => entryShown(thread, entry, around, places)).join("\n");
  return [
    `<!doctype html>\n<html lang="${escaped(around.language)}"><head><meta charset="utf-8">`,
    `<meta name="viewport" content="width=device-width"><title>${title}</title><style>${LOOKS}</style></head>`,
    `<body><h1>${title}</h1>\n<p>${escaped(around.say("kept.case"))}: ${thread.case}</p>\n${facts}`,
    `<ol>\n${entries}\n</ol></body></html>\n`,
  ].join("\n");
}

function entryShown(thread: Verified, entry: Entry, around: Around, places: Map<string, Placed>): string {
  const { name, role } = thread.certificates.get(entry.sender) ?? { name: entry.sender, role: "" };
  const who = entry.sender === REPORTER ? around.say("kept.reporter") : `${name}, ${around.say(`kept.role_${role}`, {}, "kept.role_other")}`;
  const kind = kindOf(thread, entry, around);
  const answers = Object.entries((entry.body.answers ?? {}) as Record<string, string>);
  const files = filesOf(entry).map(({ id, name: file, size }) => {
    const path = places.get(id)?.path ?? "";
    return `<li><a href="${escaped(path.split("/").map(encodeURIComponent).join("/"))}">${escaped(file)}</a> (${size} B)</li>`;
  });
  return [
    `<li><p class="by">${escaped(who)}, ${escaped(around.day(entry.day))}</p>`,
    kind && `<p>${escaped(kind)}</p>`,
    ...answers.map(([question, answer]) => `<p>${escaped(question)}: ${escaped(String(answer))}</p>`),
    typeof entry.body.text === "string" && `<p class="text">${escaped(entry.body.text)}</p>`,
    files.length > 0 && `<ul>${files.join("")}</ul>`,
    "</li>",
  ]
    .filter(Boolean)
    .join("\n");
}

/** The ZIP of a conversation that was checked; refused where a file is not what its message says. */
export async function kept(thread: Verified, around: Around): Promise<Bytes> {
  const places = placed(thread.entries);
  const parts = [
    { name: "index.html", content: utf8(page(thread, around, places)) },
    { name: "case.json", content: utf8(`${JSON.stringify(told(thread, around, places), null, 2)}\n`) },
  ];
  for (const entry of thread.entries) {
    for (const file of filesOf(entry)) {
      parts.push({ name: places.get(file.id)?.path ?? file.id, content: await around.opened(entry, file) });
    }
  }
  return zipped(parts);
}
