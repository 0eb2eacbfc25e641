/**
 * The commands about the wire, as they are typed. Pure.
 *
 * @module
 */

import { PROVOCATIONS } from "../../chat.ts";

/** What a person asks for. */
export type WireInput =
  /** Without a user: oneself. */
  | { readonly kind: "wire"; readonly what: "watch"; readonly user?: string }
  | { readonly kind: "wire"; readonly what: "off" }
  | { readonly kind: "wire"; readonly what: "pause" | "go" }
  | { readonly kind: "wire"; readonly what: "show" | "copy"; readonly n: number }
  /** Without `how`, it ends. */
  | { readonly kind: "provoke"; readonly how?: string; readonly amount?: number; readonly user?: string };

/** How they are typed, in the order in which the help has them. */
export const WIRE_INPUTS = [
  { name: "wire", parameters: "[NAME|all|off|pause|go] | show N | copy N", completes: "user" },
  { name: "provoke", parameters: "split|merge|delay|cut N [NAME|all] | off [NAME|all]" },
] as const;

/** Whether a word is the name of such a command. */
export function isWireWord(word: string): word is WireInput["kind"] {
  return word === "wire" || word === "provoke";
}

/**
 * Reads what stands after the name of such a command; `undefined` if something is missing, or is not what it should be.
 *
 * @example Whose wire, and how it behaves
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(readWireInput("wire", "maya"), { kind: "wire", what: "watch", user: "maya" });
 * assertEquals(readWireInput("provoke", "split 10"), { kind: "provoke", how: "split", amount: 10 });
 * assertEquals(readWireInput("provoke", "split"), undefined);
 * ```
 */
export function readWireInput(kind: WireInput["kind"], rest: string): WireInput | undefined {
  const [first, second, third] = rest.trim().split(/\s+/).filter((word) => word !== "");
  const number = /^[1-9]\d{0,8}$/.test(second ?? "") ? Number(second) : undefined;
  if (kind === "provoke") {
    if (first === "off") return { kind, ...second !== undefined && { user: second } };
    if (!PROVOCATIONS.some((how) => how === first) || number === undefined) return undefined;
    return { kind, how: first!, amount: number, ...third !== undefined && { user: third } };
  }
  switch (first) {
    case undefined:
      return { kind, what: "watch" };
    case "off":
    case "pause":
    case "go":
      return { kind, what: first };
    case "show":
    case "copy":
      return number === undefined ? undefined : { kind, what: first, n: number };
    default:
      return { kind, what: "watch", user: first };
  }
}
