/** What is said to a user who calls the program in a wrong way. @module */

import { ChatError } from "./chat.ts";

/** An error in how the program was called: exit code 2. */
export class UsageError extends ChatError {
  /** Tells it from the {@linkcode ChatError} that it is too. */
  override name = "UsageError";
}
