/** Six words, drawn from the list that receipts come from; the list is fetched only where one is made. */
import { address } from "./server.ts";
import { PASSPHRASE_WORDS } from "../seal/handlerkey.ts";
import { drawnWords } from "../seal/receipt.ts";

export const drawnPassphrase = (): Promise<string[]> => drawnFromList(PASSPHRASE_WORDS);

export async function drawnFromList(count: number): Promise<string[]> {
  const answer = await fetch(address("wordlist"));
  if (!answer.ok) throw new Error("The word list did not come.");
  const list = (await answer.text()).trim().split("\n");
  return drawnWords(list, count);
}
