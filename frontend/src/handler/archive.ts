/** A closed case for the archive: a file that the archive alone can open, made here, and its checksum told. */
import type {} from "../archive/script.ts";
import type { FileEntry } from "../seal/body.ts";
import { download } from "../page/download.ts";
import { loaded } from "../page/loading.ts";
import { openedFile } from "../seal/attached.ts";
import { sha256Hex } from "../seal/bytes.ts";
import { Refused } from "../seal/errors.ts";
import type { Entry } from "../seal/thread.ts";
import type { Case } from "./opened_case.ts";
import { fetchFile, postText } from "./server.ts";
import { dayShown } from "./thread_view.ts";
import { say } from "./words.ts";

const facts = (): [string, string][] =>
  [...document.querySelectorAll("#room .facts div")].map((fact) => [
    fact.querySelector("dt")?.textContent ?? "",
    fact.querySelector("dd")?.textContent?.trim() ?? "",
  ]);

export async function archiveCase(found: Case, form: HTMLFormElement): Promise<void> {
  const { recipient, script, scriptIntegrity, to } = form.dataset;
  const archived = await loaded("weerklankArchived", script, scriptIntegrity);
  if (!recipient || !to) throw new Refused("offline");
  const around = {
    language: document.documentElement.lang,
    facts: facts(),
    procedure: found.procedure,
    state: found.state,
    say,
    day: dayShown,
    opened: (entry: Entry, file: FileEntry) => openedFile(found.thread, entry, file, fetchFile),
  };
  const sealed = await archived(found.thread, around, recipient);
  await postText(to, await sha256Hex(sealed));
  download(`${found.thread.case.slice(0, 8)}.zip.age`, new Blob([sealed]));
}
