/** The scenes, in their order. @module */

import { BEARING_SCENES } from "./bearing.ts";
import type { Scene } from "./scene.ts";
import { SENDING_SCENES } from "./sending.ts";

/** All of them. */
export const SCENES: readonly Scene[] = [...SENDING_SCENES, ...BEARING_SCENES];
