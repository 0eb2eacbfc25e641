/**
 * A JSR of this machine: what Deno asks a registry for, made of files. It stands for the open network in tests, and knows
 * nothing of what is in the packages.
 *
 * @module
 */

import { createHash } from "node:crypto";

/** A package in one version. */
export interface JsrPackage {
  /** With its scope: `@std/cli`. */
  readonly name: string;
  readonly version: string;
  /** Paths of modules by what they are imported as: `./parse-args` is `./parse_args.ts`. */
  readonly exports: Readonly<Record<string, string>>;
  /** Sources by their paths, which begin with `/`. */
  readonly files: Readonly<Record<string, string>>;
}

/** A registry that runs. */
export interface Jsr extends AsyncDisposable {
  /** For `JSR_URL`. */
  readonly url: string;
  /** The paths that it was asked for. */
  readonly asked: readonly string[];
}

/** Starts a registry with the given packages on a free port of this machine. */
export function startJsr(packages: readonly JsrPackage[]): Jsr {
  const answers = new Map<string, string>();
  for (const { name, version, exports, files } of packages) {
    const manifest = Object.fromEntries(
      Object.entries(files).map(([path, source]) => {
        const checksum = `sha256-${createHash("sha256").update(source).digest("hex")}`;
        return [path, { size: new TextEncoder().encode(source).length, checksum }];
      }),
    );
    const [scope, short] = name.slice(1).split("/");
    answers.set(
      `/${name}/meta.json`,
      JSON.stringify({ scope, name: short, latest: version, versions: { [version]: {} } }),
    );
    answers.set(`/${name}/${version}_meta.json`, JSON.stringify({ manifest, exports }));
    for (const [path, source] of Object.entries(files)) answers.set(`/${name}/${version}${path}`, source);
  }
  const asked: string[] = [];
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => {} }, (request) => {
    const { pathname } = new URL(request.url);
    asked.push(pathname);
    const answer = answers.get(pathname);
    if (answer === undefined) return new Response("Not found", { status: 404 });
    const type = pathname.endsWith(".json") ? "application/json" : "text/typescript";
    return new Response(answer, { headers: { "content-type": type } });
  });
  return {
    url: `http://127.0.0.1:${server.addr.port}/`,
    asked,
    [Symbol.asyncDispose]: () => server.shutdown(),
  };
}
