/** What is said to whoever calls the program in a wrong way. @module */

import { ChatError } from "./chat.ts";

/** An error in how the program was called: exit code 2. */
export class UsageError extends ChatError {
  override name = "UsageError";
}
