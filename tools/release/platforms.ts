/** What the machines for which executables are made are called by others. @module */

import { TARGETS } from "../base.ts";

/** A machine for which executables are made. */
export interface Platform {
  /** Deno's name. */
  readonly target: string;
  /** As npm's package for it ends, and by Node's `process.platform` and `process.arch`. */
  readonly npm: string;
  /** Debian's architecture. */
  readonly debian?: string;
}

const NAMES: Readonly<Record<string, Omit<Platform, "target">>> = {
  "x86_64-unknown-linux-gnu": { npm: "linux-x64", debian: "amd64" },
  "aarch64-unknown-linux-gnu": { npm: "linux-arm64", debian: "arm64" },
  "x86_64-pc-windows-msvc": { npm: "win32-x64" },
  "x86_64-apple-darwin": { npm: "darwin-x64" },
  "aarch64-apple-darwin": { npm: "darwin-arm64" },
};

/** All of them. */
export const PLATFORMS: readonly Platform[] = TARGETS.map((target) => ({ target, ...NAMES[target]! }));

/** Whether it runs Windows. */
export function isWindows(target: string): boolean {
  return target.includes("windows");
}
