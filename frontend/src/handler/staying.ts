/**
 * Keys live in the memory of one page. So that a counsellor opens them once and not once a case, links and plain
 * forms of this door are followed by fetching the next page and putting its room in the place of this one. The
 * address changes as it would have; without this script the same links work, and ask for the key again.
 */

import { say, tell } from "./words.ts";

const ROOM = "room";
const BROKEN = 500;

type Arrival = () => Promise<void>;

let newest = 0;

/** Whether nothing newer was asked for meanwhile: a page that comes late takes no place from what is read and typed by then. */
function asking(): () => boolean {
  newest += 1;
  const mine = newest;
  return () => mine === newest;
}

function within(url: URL): boolean {
  const door = document.getElementById("door")?.dataset.inbox;
  return Boolean(door) && url.origin === location.origin && url.pathname.startsWith(door as string);
}

function replaceRoom(page: Document): boolean {
  const next = page.getElementById(ROOM);
  const room = document.getElementById(ROOM);
  const token = page.getElementById("door")?.dataset.token;
  if (!next || !room) return false;
  const fresh = document.importNode(next, true);
  keepTyped(room, fresh);
  room.replaceWith(fresh);
  replaceMenu(page);
  document.title = page.title;
  const door = document.getElementById("door");
  if (door && token) door.dataset.token = token;
  return true;
}

/** What was typed in the sealed forms of a case and not yet sent stays there, when the page of that case is shown anew. */
function keepTyped(room: HTMLElement, fresh: HTMLElement): void {
  const caseOf = (part: HTMLElement): string => part.querySelector<HTMLElement>("[data-case]")?.dataset.case ?? "";
  if (!caseOf(room) || caseOf(room) !== caseOf(fresh)) return;
  for (const { id, type, value, checked, files } of room.querySelectorAll<HTMLInputElement>("[data-form] :is(textarea, input)[id]")) {
    const field = fresh.querySelector<HTMLInputElement>(`#${id}`);
    if (!field) continue;
    if (files) field.files = files;
    else if (type === "checkbox") field.checked = checked;
    else field.value = value;
  }
}

function replaceMenu(page: Document): void {
  const next = page.querySelector(".top .pages");
  const menu = document.querySelector(".top .pages");
  if (next && menu) menu.replaceWith(document.importNode(next, true));
}

function showTop(): void {
  const heading = document.querySelector<HTMLElement>(`#${ROOM} h1`);
  window.scrollTo({ top: 0 });
  heading?.setAttribute("tabindex", "-1");
  heading?.focus({ preventScroll: true });
}

async function arrive(answer: Response, arrival: Arrival, isNewest: () => boolean, { push = true } = {}): Promise<boolean> {
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  if (!isNewest()) return true;
  if (!within(new URL(answer.url)) || !replaceRoom(page)) return false;
  if (push) history.pushState(null, "", answer.url);
  showTop();
  tellWhatWasDone(page);
  await arrival();
  return true;
}

/** What the server says of what was done stands outside the room. */
function tellWhatWasDone(page: Document): void {
  document.querySelector(".messages")?.remove();
  tell([...page.querySelectorAll(".messages li")].map(({ textContent }) => textContent).join(" "));
}

/** A refusal is a page of its own: its sentence is told here, and what stands here stays. */
async function tellRefusal(answer: Response): Promise<void> {
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  tell(page.querySelector("main p")?.textContent || say("error_fetch"), { wrong: true });
}

async function follow(url: string, arrival: Arrival, { push = true } = {}): Promise<void> {
  const isNewest = asking();
  const answer = await fetch(url).catch(() => null);
  if (!isNewest()) return;
  if (!answer || answer.status >= BROKEN) return tell(say("error_fetch"), { wrong: true }); // the key stays, and what was typed
  if (!(await arrive(answer, arrival, isNewest, { push }))) location.assign(url);
}

async function submit(form: HTMLFormElement, submitter: HTMLElement | null, arrival: Arrival): Promise<void> {
  const body = new URLSearchParams(new FormData(form, submitter) as unknown as Record<string, string>);
  const reading = form.method === "get";
  const url = reading ? `${form.action.split("?")[0]}?${body}` : form.action;
  const isNewest = asking();
  const answer = await fetch(url, reading ? {} : { method: "POST", body }).catch(() => null);
  if (!isNewest()) return;
  if (!answer) return tell(say("error_fetch"), { wrong: true });
  if (!reading && !answer.ok) return tellRefusal(answer);
  if (!reading && !within(new URL(answer.url))) return tell(say("error_signed_out"), { wrong: true });
  if (!(await arrive(answer, arrival, isNewest))) location.assign(answer.url);
}

function ordinary(event: MouseEvent): boolean {
  return event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey;
}

export function stay(arrival: Arrival): void {
  document.addEventListener("click", (event) => {
    const link = (event.target as Element).closest("a");
    const kept = link && within(new URL(link.href)) && !link.hash && !link.hasAttribute("download");
    if (!kept || !ordinary(event)) return;
    event.preventDefault();
    void follow(link.href, arrival);
  });
  document.addEventListener("submit", (event) => {
    const form = event.target as HTMLFormElement;
    if (event.defaultPrevented || !form.hasAttribute("data-plain")) return;
    event.preventDefault();
    void submit(form, event.submitter, arrival);
  });
  window.addEventListener("popstate", () => void follow(location.href, arrival, { push: false }));
}

/** Fetch the page that is open once more: what the server knows of it has changed. */
export const again = (arrival: Arrival): Promise<void> => follow(location.href, arrival, { push: false });
