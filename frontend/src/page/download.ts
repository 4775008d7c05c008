/** Handing a file to who reads the page. */
import { made } from "./words.ts";

const LONG_ENOUGH = 60_000;

export function download(name: string, content: Blob): void {
  // As bytes without a type of their own, a file is kept and never opened as a page of ours.
  const address = URL.createObjectURL(new Blob([content], { type: "application/octet-stream" }));
  const link = made("a", "", { href: address, download: name });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(address), LONG_ENOUGH);
}
