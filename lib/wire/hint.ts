/**
 * What somebody may have meant whose request is no command. Pure.
 *
 * @module
 */

/**
 * The hint for a request that is no command.
 *
 * @param names Those of all commands.
 * @param usage How the command is typed whose name it has but for capitals; `undefined` if there is none.
 */
export function hintFor(request: string, names: string, usage: string | undefined): string {
  if (usage !== undefined) return `Commands are in lower case: ${usage}`;
  if (request === "") return "An empty line is a request, too: each one ends in one CRLF or LF";
  if (/^[{[]/.test(request)) return "A request is a line of words, such as auth USER PASSWORD; replies are JSON";
  return `Commands: ${names}`;
}
