/**
 * The choice of a language.
 *
 * @module
 */

import { update } from "../app.ts";
import { LANGUAGES } from "../../i18n/texts.ts";
import { keepLanguage } from "../memory.ts";
import { useApp } from "./context.tsx";

/** Buttons for the languages there are. */
export function Languages() {
  const app = useApp();
  const choose = async (tag: string) => {
    // One that cannot be got now is none to be read.
    const texts = await LANGUAGES[tag]!.load().catch(() => undefined);
    if (texts === undefined) return;
    app.texts = texts;
    document.documentElement.lang = tag;
    keepLanguage(tag);
    update(app, (state) => ({ ...state }));
  };
  return (
    <div class="languages" role="group" aria-label={app.texts.languages}>
      {Object.entries(LANGUAGES).map(([tag, { name }]) => (
        <button
          type="button"
          key={tag}
          lang={tag}
          class="quiet"
          aria-pressed={name === app.texts.language}
          onClick={() => choose(tag)}
        >
          {name}
        </button>
      ))}
    </div>
  );
}
