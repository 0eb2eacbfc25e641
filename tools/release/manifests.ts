/**
 * What tells others where a release lies: installers, a Homebrew formula, a Scoop manifest, the recipe of an image. It
 * downloads nothing.
 *
 * @module
 */

/** What they tell. */
export interface ManifestOptions {
  readonly version: string;
  /** Where releases lie, each in `vVERSION/`. */
  readonly url: string;
  /** Where the project lies. */
  readonly homepage: string;
  /** The SHA-256 of each archive, by Deno's targets. */
  readonly sums: ReadonlyMap<string, string>;
}

const TEMPLATES = ["install/install.sh", "install/install.ps1", "oci/Containerfile"];
const DESCRIPTION = "Chat server and chat client for a classroom or a small team";

/** The files, by their names. */
export function makeManifests(options: ManifestOptions): Record<string, string> {
  const { version, url } = options;
  const files = TEMPLATES.map((path) => {
    const template = Deno.readTextFileSync(new URL(path, import.meta.url));
    return [path.replace(/^.*\//, ""), template.replaceAll("@VERSION@", version).replaceAll("@URL@", url)];
  });
  return { ...Object.fromEntries(files), "ngobrol.rb": formula(options), "ngobrol.json": manifest(options) };
}

/** For Homebrew. */
function formula({ version, url, homepage, sums }: ManifestOptions): string {
  const archive = (target: string) =>
    `    url "${url}/v${version}/ngobrol-${version}-${target}.tar.xz"\n    sha256 "${sums.get(target)}"\n`;
  const machine = (system: string, arm: string, intel: string) => {
    const parts = [[`Hardware::CPU.arm?`, arm], [`Hardware::CPU.intel?`, intel]].filter(([, target]) =>
      sums.has(target!)
    );
    return parts.map(([test, target]) => `  if OS.${system}? && ${test}\n${archive(target!)}  end\n`).join("");
  };
  return `class Ngobrol < Formula
  desc "${DESCRIPTION}"
  homepage "${homepage}"
  version "${version}"
  license "MIT"
${machine("mac", "aarch64-apple-darwin", "x86_64-apple-darwin")}${
    machine("linux", "aarch64-unknown-linux-gnu", "x86_64-unknown-linux-gnu")
  }
  # The program lies behind the machine's code: nothing may be taken from it, or added.
  skip_clean "bin"

  def install
    bin.install "ngobrol", "ngobrol-server"
    man1.install Dir["man/*.1"]
    bash_completion.install "completions/ngobrol.bash" => "ngobrol"
    zsh_completion.install "completions/_ngobrol"
    fish_completion.install "completions/ngobrol.fish"
  end

  service do
    run [opt_bin/"ngobrol-server", "--data", var/"ngobrol"]
    keep_alive true
  end

  test do
    assert_match version.to_s, shell_output("#{bin}/ngobrol --version")
    assert_match "ngobrol-server", shell_output("#{bin}/ngobrol-server --version")
  end
end
`;
}

/** For Scoop. */
function manifest({ version, url, homepage, sums }: ManifestOptions): string {
  const target = "x86_64-pc-windows-msvc";
  const name = `ngobrol-${version}-${target}`;
  const architecture = sums.has(target)
    ? { "64bit": { url: `${url}/v${version}/${name}.zip`, hash: sums.get(target), extract_dir: name } }
    : {};
  const checkver = { url: `${homepage}/releases/latest`, regex: "/releases/tag/v([\\d.]+)" };
  const autoupdate = {
    architecture: {
      "64bit": { url: `${url}/v$version/ngobrol-$version-${target}.zip`, extract_dir: `ngobrol-$version-${target}` },
    },
    hash: { url: "$baseurl/SHA256SUMS" },
  };
  const bin = ["ngobrol.exe", ["ngobrol.exe", "ngobrol-server", "server"]];
  const json = { version, description: DESCRIPTION, homepage, license: "MIT", architecture, bin, checkver, autoupdate };
  return `${JSON.stringify(json, null, 2)}\n`;
}
