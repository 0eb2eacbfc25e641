/** The thread that waits for answers which are not shown; `ask_secrets.ts` says why. @module */

import { parentPort } from "node:worker_threads";
import { promptSecret } from "@std/cli/prompt-secret";

parentPort!.once("message", (questions: string[]) => {
  parentPort!.postMessage(questions.map((question) => promptSecret(question, { mask: "" }) ?? ""));
});
