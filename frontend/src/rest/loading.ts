/** Load the rest of the page of return where it is asked for, and not before. */
import { load } from "../page/loading.ts";
import { Refused } from "../seal/errors.ts";
import type { moveUp } from "./moving_up.ts";

interface Rest {
  moveUp: typeof moveUp;
}

declare global {
  var weerklankRest: Rest | undefined;
}

/** `data-rest` and `data-rest-integrity` say where it is. */
export async function rest({ rest: address, restIntegrity }: DOMStringMap): Promise<Rest> {
  if (!globalThis.weerklankRest) await load(address, restIntegrity);
  if (!globalThis.weerklankRest) throw new Refused("offline");
  return globalThis.weerklankRest;
}
