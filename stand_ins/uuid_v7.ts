/** What the server uses of `jsr:@std/uuid/v7`, over `npm:uuid`. @module */

import { v7 } from "uuid";

/** A UUID v7 (RFC 9562) of `timestamp`, in milliseconds since 1970. */
export function generate(timestamp: number = Date.now()): string {
  return v7({ msecs: timestamp });
}
