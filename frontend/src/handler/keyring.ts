/** The handler's opened key. It stands in this variable and nowhere else: not in storage, not in the page. */
import { Refused } from "../seal/errors.ts";
import type { HandlerKey } from "../seal/handlerkey.ts";

const IDLE = 15 * 60 * 1000;

let opened: HandlerKey | null = null;
let lastUse = Date.now();
const listeners: (() => void)[] = [];

export const key = (): HandlerKey | null => opened;

export function openedKey(): HandlerKey {
  if (!opened) throw new Error("The key is locked.");
  return opened;
}

/** Refuse to go on with a key that was locked meanwhile: its bytes are wiped, and would sign as nobody. */
export function checkOpen(own: HandlerKey): void {
  if (opened !== own) throw new Refused("locked");
}

function changed(): void {
  for (const listener of listeners) listener();
}

export function whenChanged(listener: () => void): void {
  listeners.push(listener);
}

export function keep(found: HandlerKey): void {
  opened = found;
  lastUse = Date.now();
  changed();
}

export function lock(): void {
  opened?.bundle.fill(0);
  opened = null;
  changed();
}

function lockWhenIdle(): void {
  if (opened && Date.now() - lastUse > IDLE) lock();
}

/** Lock after a quarter of an hour without use, also where a sleeping device held back the clock, and on leaving. */
export function watchIdleness(): void {
  for (const use of ["pointerdown", "keydown"]) {
    document.addEventListener(use, () => {
      lockWhenIdle();
      lastUse = Date.now();
    }, { capture: true });
  }
  document.addEventListener("visibilitychange", lockWhenIdle);
  window.setInterval(lockWhenIdle, 30_000);
  window.addEventListener("pagehide", lock);
}
