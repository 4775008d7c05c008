/** One page, shown in steps: nothing is added to the browser's history. */
import { bringTo, show } from "../page/words.ts";

type Control = HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement;

export function mountSteps(form: HTMLFormElement): void {
  const steps = [...form.querySelectorAll<HTMLElement>("[data-step]")];
  if (steps.length === 0) return;
  let at = 0;
  const go = (to: number): void => {
    at = Math.max(0, Math.min(steps.length - 1, to));
    for (const [index, step] of steps.entries()) show(step, index === at);
    bringTo(steps[at]?.querySelector<HTMLElement>("h2, legend") ?? steps[at] ?? null);
  };
  const filled = (): boolean => {
    const controls = steps[at]?.querySelectorAll<Control>("input, textarea, select") ?? [];
    return [...controls].every((control) => control.reportValidity());
  };
  for (const [index, step] of steps.entries()) show(step, index === 0);
  form.addEventListener("click", (event) => {
    const button = (event.target as Element).closest("[data-next], [data-back]");
    if (!button) return;
    event.preventDefault();
    if (button.hasAttribute("data-back")) go(at - 1);
    else if (filled()) go(at + 1);
  });
  // A step that is hidden cannot say what is missing in it: it is shown first.
  form.addEventListener(
    "invalid",
    (event) => {
      const step = steps.findIndex((candidate) => candidate.contains(event.target as Node));
      if (step >= 0 && step !== at) go(step);
    },
    true,
  );
}
