/** The files of a message: how it names them, and each held to what it says of it. */
import type { FileEntry } from "./body.ts";
import { type Bytes, sha256Hex } from "./bytes.ts";
import { identifier } from "./context.ts";
import type { FilePart } from "./envelope.ts";
import { cannotOpen } from "./errors.ts";
import { bareName, bareType, openFile, sealFile } from "./file.ts";
import type { Entry, Verified } from "./thread.ts";

/** A file after cleaning, as it will be sealed. */
export interface Attachment {
  readonly name: string;
  readonly type: string;
  readonly content: Blob;
}

export interface SealedFiles {
  readonly entries: FileEntry[];
  readonly parts: FilePart[];
}

export async function sealedFiles(caseKey: Uint8Array, caseId: string, epoch: number, files: readonly Attachment[]): Promise<SealedFiles> {
  const entries: FileEntry[] = [];
  const parts: FilePart[] = [];
  for (const file of files) {
    const id = identifier();
    const named = { name: bareName(file.name), type: bareType(file.type), content: file.content };
    const sha256 = await sha256Hex(new Uint8Array(await file.content.arrayBuffer()));
    entries.push({ id, name: named.name, sha256, size: file.content.size, type: named.type });
    parts.push({ file: id, sealed: await sealFile(caseKey, named, { case: caseId, epoch, file: id }) });
  }
  return { entries, parts };
}

/** Fetch one file of a message, open it whole, and compare it with what the message says of it. */
export async function openedFile(thread: Verified, entry: Entry, named: FileEntry, fetched: (id: string) => Promise<Blob>): Promise<Bytes> {
  const key = thread.keys.get(entry.epoch);
  if (!key) throw cannotOpen();
  const opened = await openFile(key, await fetched(named.id), { case: thread.case, epoch: entry.epoch, file: named.id });
  const content: Bytes = new Uint8Array(await opened.content.arrayBuffer());
  if ((await sha256Hex(content)) !== named.sha256 || opened.size !== named.size) throw cannotOpen();
  return content;
}
