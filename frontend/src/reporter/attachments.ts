/** The files that were chosen: cleaned at once, so that what stays in them is read before anything is sealed. */
import { cleanedFile } from "../clean/loading.ts";
import { made, one, say, tell, tellText } from "../page/words.ts";
import { MOST_BYTES, MOST_FILES } from "../seal/envelope.ts";
import { Refused } from "../seal/errors.ts";
import { bareName } from "../seal/file.ts";
import type { Attachment } from "../seal/attached.ts";

const ROOM_FOR_TEXT = 256 * 1024;

export class Attachments {
  readonly files: Attachment[] = [];
  private working: Promise<void> = Promise.resolve();
  private wrong = 0;

  constructor(
    private readonly input: HTMLInputElement | null,
    private readonly place: HTMLElement | null,
  ) {
    input?.addEventListener("change", () => {
      const chosen = [...(input.files ?? [])];
      input.value = ""; // the browser would send it with a form; ours has no address, and keeps nothing either
      this.working = this.working.then(() => this.add(chosen));
    });
  }

  /** Everything that was chosen, when the last is cleaned. Refused: `files`, where one cannot be, which was just told. */
  async ready(): Promise<readonly Attachment[]> {
    const before = this.wrong;
    await this.working;
    if (this.wrong > before) throw new Refused("files");
    return this.files;
  }

  clear(): void {
    this.files.length = 0;
    this.place?.replaceChildren();
  }

  /** Every file that can be cleaned; of each that cannot, a sentence that names it and the mend. */
  private async add(chosen: readonly File[]): Promise<void> {
    tell(chosen.length > 0 ? "files.cleaning" : "");
    const wrong: string[] = [];
    for (const file of chosen) {
      try {
        this.fits(file);
        await this.addOne(file);
      } catch (error) {
        const code = error instanceof Refused ? error.code : "damaged";
        wrong.push(say(`files.${code}`, { name: bareName(file.name) }, "files.damaged"));
      }
    }
    this.wrong += wrong.length;
    tellText(wrong.join(" "), wrong.length > 0);
  }

  private fits(file: File): void {
    const together = this.files.reduce((sum, { content }) => sum + content.size, file.size);
    if (this.files.length >= MOST_FILES) throw new Refused("too_many");
    if (together > MOST_BYTES - ROOM_FOR_TEXT) throw new Refused("too_large");
  }

  private async addOne(file: File): Promise<void> {
    const { content, removed, remains } = await cleanedFile(file, this.input?.dataset ?? {});
    const attachment = { name: bareName(file.name), type: file.type, content };
    this.files.push(attachment);
    this.place?.append(this.row(attachment, removed, remains));
  }

  private row(attachment: Attachment, removed: readonly string[], remains: readonly string[]): HTMLElement {
    const row = made("li");
    row.append(made("strong", attachment.name), ...told("removed", removed), ...told("remains", remains));
    const button = made("button", say("files.leave_out", { name: attachment.name }), { type: "button" });
    button.addEventListener("click", () => {
      this.files.splice(this.files.indexOf(attachment), 1);
      row.remove();
      (this.input ?? one("#sealed"))?.focus();
    });
    row.append(button);
    return row;
  }
}

function told(what: string, codes: readonly string[]): HTMLElement[] {
  if (codes.length === 0) return [];
  const list = codes.map((code) => say(`${what}.${code}`, {}, `${what}.other`)).join(", ");
  return [made("p", `${say(`files.${what}`)} ${list}.`)];
}
