/** The door of those who handle a case. */
import { followKey, mountCase } from "./case_page.ts";
import { mountKeyBar, showState } from "./key_bar.ts";
import { watchIdleness } from "./keyring.ts";
import { followKeyOnKeysPage, mountKeysPage } from "./make_key.ts";
import { listenForNotes } from "./notes.ts";
import { followKeyOnSpoken, mountSpoken } from "./spoken.ts";
import { again, stay } from "./staying.ts";

async function arrive(): Promise<void> {
  showState();
  mountKeysPage(() => again(arrive));
  listenForNotes();
  mountSpoken();
  await mountCase(() => again(arrive));
}

watchIdleness();
mountKeyBar();
followKey();
followKeyOnKeysPage();
followKeyOnSpoken();
stay(arrive);
void arrive();
