/**
 * The package for Debian and its relatives: the executable, its pages and completions, and a unit of systemd for the server,
 * which nothing starts before an operator says so. It is built by dpkg-deb.
 *
 * @module
 */

import { dirname } from "node:path";
import { type Documents, MONITORING, monitoringFiles } from "./documents.ts";
import { run } from "./run.ts";

/** What it is made of. */
export interface DebianOptions {
  readonly version: string;
  /** In seconds since 1970. */
  readonly time: number;
  /** Debian's, such as `amd64`. */
  readonly architecture: string;
  readonly executable: string;
  readonly documents: Documents;
  /** The folder with the sources. */
  readonly root: string;
  /** A new folder, for what is packed. */
  readonly directory: string;
  /** Where the package goes. */
  readonly output: string;
  /** @default true */
  readonly compress?: boolean;
}

const SCRIPTS = ["postinst", "prerm", "postrm"];
const DEFAULTS = "etc/default/ngobrol-server";

function textOf(name: string): string {
  return Deno.readTextFileSync(new URL(`./debian/${name}`, import.meta.url));
}

/** Makes the package. @returns Its name. */
export async function packDebian(options: DebianOptions): Promise<string> {
  const { version, time, architecture, executable, documents: { pages, completions, notices }, root, directory } =
    options;
  const { compress = true } = options;
  const write = (path: string, content: string | Uint8Array, mode = 0o644) => {
    Deno.mkdirSync(dirname(`${directory}/${path}`), { recursive: true });
    if (typeof content === "string") Deno.writeTextFileSync(`${directory}/${path}`, content);
    else Deno.writeFileSync(`${directory}/${path}`, content);
    Deno.chmodSync(`${directory}/${path}`, mode);
  };
  write("usr/bin/ngobrol", Deno.readFileSync(executable), 0o755);
  Deno.symlinkSync("ngobrol", `${directory}/usr/bin/ngobrol-server`);
  for (const [name, page] of Object.entries(pages)) write(`usr/share/man/man1/${name}.gz`, await gzip(page));
  write("usr/share/bash-completion/completions/ngobrol", completions["ngobrol.bash"]!);
  Deno.symlinkSync("ngobrol", `${directory}/usr/share/bash-completion/completions/ngobrol-server`);
  write("usr/share/zsh/vendor-completions/_ngobrol", completions["_ngobrol"]!);
  write("usr/share/fish/vendor_completions.d/ngobrol.fish", completions["ngobrol.fish"]!);
  write("usr/lib/systemd/system/ngobrol-server.service", textOf("ngobrol-server.service"));
  write(DEFAULTS, textOf("default"));
  write("usr/share/doc/ngobrol/copyright", `${Deno.readTextFileSync(`${root}/LICENSE`)}\n${notices}`);
  write("usr/share/doc/ngobrol/README.md", Deno.readTextFileSync(`${root}/README.md`));
  for (const [name, text] of Object.entries(monitoringFiles(root))) {
    write(`usr/share/doc/ngobrol/${MONITORING}/${name}`, text);
  }
  write("usr/share/doc/ngobrol/changelog.gz", await gzip(Deno.readTextFileSync(`${root}/CHANGELOG.md`)));
  const size = Math.ceil(Deno.statSync(executable).size / 1024) + 256;
  write("DEBIAN/control", control(version, architecture, size));
  write("DEBIAN/conffiles", `/${DEFAULTS}\n`);
  for (const name of SCRIPTS) write(`DEBIAN/${name}`, textOf(name), 0o755);
  const name = `ngobrol_${version}_${architecture}.deb`;
  await run(["chmod", "-R", "u=rwX,go=rX", directory]);
  await run(
    [
      "dpkg-deb",
      "--root-owner-group",
      ...compress ? ["-Zxz", "-z9", "--threads-max=1"] : ["-Znone"],
      "--build",
      directory,
      `${options.output}/${name}`,
    ],
    { env: { SOURCE_DATE_EPOCH: String(time) } },
  );
  return name;
}

function control(version: string, architecture: string, kilobytes: number): string {
  return `Package: ngobrol
Version: ${version}
Section: net
Priority: optional
Architecture: ${architecture}
Installed-Size: ${kilobytes}
Depends: libc6 (>= 2.27), libgcc-s1, adduser
Maintainer: the ngobrol authors <ngobrol@localhost>
Description: chat server and chat client for a classroom or a small team
 They speak a line protocol over TCP that can be typed by hand. An
 acknowledged message is on disk. The server is a unit of systemd,
 ngobrol-server.service, which is not started before an operator does so.
`;
}

/** The same bytes for the same text. */
async function gzip(text: string): Promise<Uint8Array> {
  const stream = new Blob([text]).stream().pipeThrough(new CompressionStream("gzip"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}
