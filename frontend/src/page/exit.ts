/** The quick exit: what was filled in goes first, then this page gives its place in the history to another. */
const TWICE_WITHIN = 1000;

function emptied(): void {
  for (const form of document.forms) form.reset();
  for (const field of document.querySelectorAll<HTMLInputElement>("input:not([type=checkbox]):not([type=radio]), textarea")) {
    field.value = "";
  }
  document.body.replaceChildren();
}

export function leave(address: string): void {
  emptied();
  location.replace(address);
}

/** Let the exit work by its link, and by Escape pressed twice. A page that comes back from the browser's memory is read anew. */
export function mountExit(): void {
  const link = document.querySelector<HTMLAnchorElement>("a[data-exit]");
  if (!link) return;
  let before = 0;
  link.addEventListener("click", (event) => {
    event.preventDefault();
    leave(link.href);
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || event.repeat) return;
    if (event.timeStamp - before < TWICE_WITHIN) leave(link.href);
    before = event.timeStamp;
  });
  addEventListener("pageshow", (event) => {
    if (event.persisted) location.reload();
  });
}
