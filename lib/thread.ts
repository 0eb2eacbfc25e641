/**
 * How a thread of a program is started. It knows nothing of what is done there.
 *
 * @module
 */

import { Worker } from "node:worker_threads";

/**
 * Starts the thread of a module. It gets no environment: by default it would get a copy of all of it, and to read that is
 * a permission which no program here has. Deno asks a person at a terminal for it, and refuses it silently elsewhere.
 */
export function startWorker(module: URL): Worker {
  return new Worker(module, { env: {} });
}
