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
  const choose = (tag: string) => {
    app.texts = LANGUAGES[tag]!;
    document.documentElement.lang = tag;
    keepLanguage(tag);
    update(app, (state) => ({ ...state }));
  };
  return (
    <div class="languages" role="group" aria-label={app.texts.languages}>
      {Object.entries(LANGUAGES).map(([tag, texts]) => (
        <button
          type="button"
          key={tag}
          lang={tag}
          class="quiet"
          aria-pressed={texts === app.texts}
          onClick={() => choose(tag)}
        >
          {texts.language}
        </button>
      ))}
    </div>
  );
}
