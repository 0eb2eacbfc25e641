/**
 * Which frames are shown.
 *
 * @module
 */

import type { Frame } from "../../../../chat.ts";
import { choicesOf, type FrameFilter } from "../../../state/wire.ts";
import { useWireTexts } from "./wire_texts.ts";

interface FilterProps {
  readonly frames: readonly Frame[];
  readonly filter: FrameFilter;
  readonly onChange: (filter: FrameFilter) => void;
}

/** The choices. */
export function Filter({ frames, filter, onChange }: FilterProps) {
  const texts = useWireTexts();
  const { who, commands } = choicesOf(frames);
  const set = (change: Partial<FrameFilter>) => onChange({ ...filter, ...change });
  const directions = { both: texts.both, in: texts.incoming, out: texts.outgoing } as const;
  return (
    <div class="bar" role="group" aria-label={texts.filter}>
      <select
        aria-label={texts.anybody}
        value={filter.who}
        onChange={({ currentTarget }) => set({ who: currentTarget.value })}
      >
        <option value="">{texts.anybody}</option>
        {who.map((name) => <option key={name} value={name}>{name}</option>)}
      </select>
      <select
        aria-label={texts.anyCommand}
        value={filter.command}
        onChange={({ currentTarget }) => set({ command: currentTarget.value })}
      >
        <option value="">{texts.anyCommand}</option>
        {commands.map((name) => <option key={name} value={name}>{name}</option>)}
      </select>
      <select
        aria-label={texts.both}
        value={filter.direction}
        onChange={({ currentTarget }) => set({ direction: currentTarget.value as FrameFilter["direction"] })}
      >
        {Object.entries(directions).map(([value, text]) => <option key={value} value={value}>{text}</option>)}
      </select>
      <label class="check">
        <input
          type="checkbox"
          checked={filter.errors}
          onChange={({ currentTarget }) => set({ errors: currentTarget.checked })}
        />
        {texts.errorsOnly}
      </label>
    </div>
  );
}
