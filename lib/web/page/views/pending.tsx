/**
 * What was written and the server has not taken: it waits for the connection, or for the person to say what is to be done.
 *
 * @module
 */

import { explain } from "../app.ts";
import { textOf } from "../../state/rows.ts";
import type { Pending } from "../../state/state.ts";
import { useApp } from "./context.tsx";
import { Code } from "./message.tsx";
import { Text } from "./text.tsx";
import { timeOf } from "./times.ts";

/** What was written at once. */
export function Waiting({ messages }: { messages: readonly Pending[] }) {
  const app = useApp();
  const { texts, outbox } = app;
  const first = messages[0]!;
  const problem = messages.find(({ problem }) => problem !== undefined)?.problem;
  const failed = messages.filter(({ problem }) => problem !== undefined);
  return (
    <li class={`said own first last ${problem ? "failed" : "waits"}`}>
      {messages.length > 1 ? <Code text={textOf(messages)} count={messages.length} /> : (
        <div class="bubble">
          <Text text={first.text} />
        </div>
      )}
      {problem === undefined ? <p class="meta under">{texts.waiting}</p> : (
        <p class="under problem">
          <span>
            {problem.code === "old" ? texts.old : `${texts.notSent}: ${explain(app, problem)}`}
            {problem.until !== undefined && ` (${texts.until(timeOf(problem.until, texts))})`}
          </span>
          <button type="button" class="quiet" onClick={() => void outbox?.retry(failed)}>{texts.tryAgain}</button>
          <button type="button" class="quiet" onClick={() => void outbox?.discard(failed)}>{texts.discard}</button>
        </p>
      )}
    </li>
  );
}
