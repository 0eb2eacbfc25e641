/**
 * What is in the executables, for programs that look for known faults: CycloneDX 1.6. It knows no format of executables.
 *
 * @module
 */

import { Buffer } from "node:buffer";
import type { NpmPackage } from "../npm_packages.ts";
import { licenseOf } from "./notices.ts";
import type { Sources } from "./sources.ts";

interface Component {
  readonly type: "application" | "library" | "platform";
  readonly name: string;
  readonly version: string;
  readonly [key: string]: unknown;
}

/**
 * The bill of materials of a release.
 *
 * @param packages All npm packages in it.
 * @param lock The text of the lock, with the sums of the packages.
 */
export function billOfMaterials(
  { version, time, commit }: Sources,
  packages: readonly NpmPackage[],
  lock: string,
): Record<string, unknown> {
  const sums: Record<string, { integrity?: string }> = JSON.parse(lock).npm;
  const ref = `pkg:generic/ngobrol@${version}`;
  const main: Component = { type: "application", name: "ngobrol", version, "bom-ref": ref, ...license("MIT") };
  const components = [...runtime(), ...standard(lock), ...packages.map((it) => library(it, sums))];
  return {
    bomFormat: "CycloneDX",
    specVersion: "1.6",
    version: 1,
    metadata: {
      timestamp: new Date(time * 1000).toISOString(),
      component: { ...main, properties: [{ name: "commit", value: commit }] },
    },
    components,
    dependencies: [{ ref, dependsOn: components.map((component) => component["bom-ref"]) }],
  };
}

function license(id: string) {
  return { licenses: [{ license: { id } }] };
}

/** Deno, and what it tells of the versions of what is in it. */
function runtime(): Component[] {
  const { deno, v8 } = Deno.version;
  return [
    platform("deno", deno, "MIT", `pkg:github/denoland/deno@v${deno}`),
    platform("v8", v8, "BSD-3-Clause", `pkg:generic/v8@${v8}`),
  ];
}

function platform(name: string, version: string, id: string, purl: string): Component {
  return { type: "platform", name, version, purl, "bom-ref": purl, ...license(id) };
}

/** The packages of `@std/*`, if they are the real ones: then the lock names them. */
function standard(lock: string): Component[] {
  return Object.keys(JSON.parse(lock).jsr ?? {}).filter((key) => !key.startsWith("@std/assert@")).map((key) => {
    const at = key.lastIndexOf("@");
    const [name, version] = [key.slice(0, at), key.slice(at + 1)];
    const purl = `pkg:jsr/${encodeURIComponent(name).replace("%2F", "/")}@${version}`;
    return { type: "library", name, version, purl, "bom-ref": purl, ...license("MIT") };
  });
}

function library(npmPackage: NpmPackage, sums: Record<string, { integrity?: string }>): Component {
  const { name, version } = npmPackage;
  const purl = `pkg:npm/${name.replace("@", "%40")}@${version}`;
  const integrity = sums[`${name}@${version}`]?.integrity;
  const content = integrity?.startsWith("sha512-") && Buffer.from(integrity.slice(7), "base64").toString("hex");
  return {
    ...{ type: "library", name, version, purl, "bom-ref": purl, ...license(licenseOf(npmPackage)) },
    ...content && { hashes: [{ alg: "SHA-512", content }] },
  };
}
