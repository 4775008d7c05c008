/** The receipt, shown once for a case that is stored; two of its words are typed back. */
import { bringTo, made, one, say, show, tell } from "../page/words.ts";
import { random } from "../seal/bytes.ts";
import { normalWords } from "../seal/receipt.ts";

/** Two different places among the words, in order. */
export function askedBack(count: number): [number, number] {
  const order = Array.from({ length: count }, (_, place) => ({ place, drawn: new DataView(random(4).buffer).getUint32(0) }));
  const [first, second] = order.sort((one, other) => one.drawn - other.drawn).map(({ place }) => place);
  const places = [first ?? 0, second ?? 1].sort((one, other) => one - other);
  return [places[0] as number, places[1] as number];
}

export function showReceipt(words: readonly string[]): void {
  one("#receipt ol")?.replaceChildren(...words.map((word) => made("li", word)));
  show(one("#sealed"), false);
  tell("");
  one("[data-print]")?.addEventListener("click", () => print());
  mountTypedBack(words);
  bringTo(one("#receipt"));
}

function mountTypedBack(words: readonly string[]): void {
  const form = one("#typed-back") as HTMLFormElement | null;
  if (!form) return;
  const asked = askedBack(words.length);
  const fields = [...form.querySelectorAll<HTMLInputElement>("input[name=back]")];
  for (const [index, label] of [...form.querySelectorAll("[data-ask]")].entries()) {
    label.textContent = say("receipt.ask", { number: (asked[index] ?? 0) + 1 });
  }
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const wrong = fields.find((field, index) => normalWords(field.value) !== words[asked[index] ?? 0]);
    if (wrong) {
      tell("receipt.not_that_word", { wrong: true });
      wrong.focus();
      return;
    }
    tell("");
    show(form, false);
    bringTo(one("#kept"));
  });
}
