/** Load the rest of the page of return where it is asked for, and not before. */
import { loaded } from "../page/loading.ts";
import type { moveUp } from "./moving_up.ts";

interface Rest {
  moveUp: typeof moveUp;
}

declare global {
  var weerklankRest: Rest | undefined;
}

/** `data-rest` and `data-rest-integrity` say where it is. */
export const rest = ({ rest: address, restIntegrity }: DOMStringMap): Promise<Rest> => loaded("weerklankRest", address, restIntegrity);
