/**
 * Lets what the server sends come as a network may bring it: for one's own programs, and by a teacher for any.
 *
 * @module
 */

import { provoke, unprovoke } from "../../acts/wire.ts";
import { useState } from "../../preact.tsx";
import { useApp } from "../context.tsx";
import { useWireTexts } from "./wire_texts.ts";

/** What can be done, with the numbers to begin with. */
const AMOUNTS = { split: 10, merge: 3, delay: 100, cut: 20 } as const;

type How = keyof typeof AMOUNTS;

/** The controls. */
export function Provoke() {
  const app = useApp();
  const texts = useWireTexts();
  const [amounts, setAmounts] = useState<Readonly<Record<How, number>>>(AMOUNTS);
  const { of = "" } = app.frames;
  return (
    <details class="provoke">
      <summary>{texts.provoke}</summary>
      {(Object.keys(AMOUNTS) as How[]).map((how) => (
        <div class="bar" key={how}>
          <button type="button" onClick={() => provoke(app, how, amounts[how], of)}>{texts[how]}</button>
          <label>
            <input
              type="number"
              min="1"
              value={amounts[how]}
              onInput={({ currentTarget }) => setAmounts({ ...amounts, [how]: Number(currentTarget.value) })}
            />
            <span class="meta">{texts.amountOf[how]}</span>
          </label>
        </div>
      ))}
      <button type="button" onClick={() => unprovoke(app, of)}>{texts.off}</button>
    </details>
  );
}
