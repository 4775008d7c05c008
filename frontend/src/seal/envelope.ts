/** What goes over the wire: a header in the clear, and sealed parts behind it. */
import { type Bytes, base64, fromUtf8, readU32, same, u32, utf8 } from "./bytes.ts";
import { type JsonObject, canonical, fromCanonical, isObject } from "./canonical.ts";
import { Refused, malformed } from "./errors.ts";

export const MOST_BYTES = 25 * 1024 * 1024;
export const MOST_FILES = 10;
const MOST_HEADER = 1024 * 1024;
const MARK = utf8("WKL1");

export interface FilePart {
  readonly file: string;
  readonly sealed: Blob;
}

export interface Parts {
  readonly message: Uint8Array;
  readonly files: readonly FilePart[];
}

const listed = (parts: Parts): JsonObject[] => [
  { kind: "message", length: parts.message.length },
  ...parts.files.map((part) => ({ file: part.file, kind: "file", length: part.sealed.size })),
];

/** Put a header and its parts together; too large or too many is refused here, before anything is sent. */
export function packed(header: JsonObject, parts?: Parts): Blob {
  if ((parts?.files.length ?? 0) > MOST_FILES) throw new Refused("too_many_files");
  const head = utf8(canonical(parts ? { ...header, parts: listed(parts) } : header));
  const behind = parts ? [parts.message as Bytes, ...parts.files.map((part) => part.sealed)] : [];
  const whole = new Blob([MARK, u32(head.length), head, ...behind], { type: "application/octet-stream" });
  if (whole.size > MOST_BYTES || head.length > MOST_HEADER) throw new Refused("too_large");
  return whole;
}

/** Take an envelope apart; a length that does not add up is refused. */
export async function unpacked(envelope: Blob): Promise<{ header: JsonObject; parts: Bytes[] }> {
  const bytes = new Uint8Array(await envelope.arrayBuffer());
  const end = 8 + readU32(bytes, 4);
  if (!same(bytes.subarray(0, 4), MARK) || bytes.length > MOST_BYTES) throw malformed();
  const header = fromCanonical(fromUtf8(bytes.subarray(8, end)));
  const parts: Bytes[] = [];
  let at = end;
  for (const part of Array.isArray(header.parts) ? header.parts : []) {
    const length = isObject(part) ? part.length : undefined;
    if (typeof length !== "number" || length < 0) throw malformed();
    parts.push(bytes.slice(at, at + length));
    at += length;
  }
  if (at !== bytes.length) throw malformed();
  return { header, parts };
}

export const wraps = (map: ReadonlyMap<string | number, Uint8Array>): JsonObject =>
  Object.fromEntries([...map].map(([recipient, wrap]) => [String(recipient), base64(wrap)]));

export interface Submission {
  readonly case: string;
  readonly lookup: Uint8Array;
  readonly reporterKey: Uint8Array;
  readonly wraps: ReadonlyMap<string, Uint8Array>;
  readonly withheld: ReadonlyMap<string, Uint8Array>;
  readonly procedure: string;
  readonly unit: string;
  readonly shared: Readonly<Record<string, string>>;
  /** Who the reporter is, sealed apart to some of those who get the case at once. */
  readonly identity?: ReadonlyMap<string, Uint8Array>;
}

export function submission(what: Submission, parts: Parts): Blob {
  const header = {
    case: what.case,
    epoch: 1,
    lookup: base64(what.lookup),
    procedure: what.procedure,
    reporter_key: base64(what.reporterKey),
    shared: { ...what.shared },
    unit: what.unit,
    v: 1,
    withheld: wraps(what.withheld),
    wraps: wraps(what.wraps),
    ...(what.identity?.size ? { identity: wraps(what.identity) } : {}),
  };
  return packed(header, parts);
}

export interface ReplyPlace {
  readonly case: string;
  readonly epoch: number;
  readonly position: number;
}

export function reporterReply(lookup: Uint8Array, place: ReplyPlace, parts: Parts): Blob {
  return packed({ case: place.case, epoch: place.epoch, lookup: base64(lookup), position: place.position, v: 1 }, parts);
}

/** What a handler sends besides a message: wraps for one who is added, a new epoch, an identity to be passed on, or passed on. */
export interface Act {
  readonly grant?: { key: string; epochs: ReadonlyMap<number, Uint8Array> };
  readonly opens?: { epoch: number; wraps: ReadonlyMap<string, Uint8Array> };
  readonly announces?: { key: string; ground: string };
  readonly passes?: { key: string; identity: Uint8Array };
}

export function handlerReply(sender: string, place: ReplyPlace, parts: Parts, act: Act = {}): Blob {
  const header: JsonObject = { case: place.case, epoch: place.epoch, position: place.position, sender, v: 1 };
  if (act.grant) header.grant = { epochs: wraps(act.grant.epochs), key: act.grant.key };
  if (act.opens) header.opens = { epoch: act.opens.epoch, wraps: wraps(act.opens.wraps) };
  if (act.announces) header.announces = { ...act.announces };
  if (act.passes) header.passes = { identity: base64(act.passes.identity), key: act.passes.key };
  return packed(header, parts);
}

export const lookUp = (lookup: Uint8Array): Blob => packed({ lookup: base64(lookup), v: 1 });

export const fetchFile = (lookup: Uint8Array, caseId: string, file: string): Blob =>
  packed({ case: caseId, file, lookup: base64(lookup), v: 1 });

/** `heard` and `followup` from 1 to 5; `withdraw` and `settle` have 0, `agree` the day that was read: 20260701. */
export const reporterAct = (lookup: Uint8Array, caseId: string, act: string, value: number): Blob =>
  packed({ act, case: caseId, lookup: base64(lookup), v: 1, value });
