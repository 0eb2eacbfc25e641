/** The texts of the wire in the language of the page. @module */

import { WIRE_TEXTS, type WireTexts } from "../../../i18n/wire.ts";
import { useApp } from "../context.tsx";

/** The language of the page. */
export function useLanguage(): "en" | "id" {
  return useApp().texts.tag.startsWith("id") ? "id" : "en";
}

/** The texts in it. */
export function useWireTexts(): WireTexts {
  return WIRE_TEXTS[useLanguage()];
}
