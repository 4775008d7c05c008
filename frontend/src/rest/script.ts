/** What few who come back need, loaded where they do. */
import { moveUp } from "./moving_up.ts";

globalThis.weerklankRest = { moveUp };
