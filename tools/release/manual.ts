/**
 * Manual pages and completions, made of what the programs print for `--help`, so that each flag is written down once. It
 * knows how that is laid out, and no flag.
 *
 * @module
 */

/** What a program's `--help` says. */
export interface Help {
  /** The program's name. */
  readonly name: string;
  /** What it is, in a few words. */
  readonly summary: string;
  readonly flags: readonly Flag[];
  /** Words that can follow the program's name: commands. */
  readonly words: readonly string[];
  /** All of it but the flags and the first line, by its headings; the text before the first heading is under an empty one. */
  readonly sections: readonly Section[];
}

/** A flag. */
export interface Flag {
  /** Such as `--port`. */
  readonly name: string;
  /** What its value is called; `undefined` if it has none. */
  readonly value: string | undefined;
  readonly text: string;
}

interface Section {
  readonly heading: string;
  readonly lines: readonly string[];
}

const FLAG =
  /^ {2}(?<name>--[\w-]+)(?: (?<value>[A-Z][A-Z/]*|off))?(?:(?:,| or) -\w)?(?:, (?<other>--[\w-]+))? *(?<text>.*)$/;
const HEADING = /^(?<heading>[A-Z][\w ]*):(?: (?<rest>\S.*))?$/;

/** Takes apart what a program prints for `--help`. */
export function readHelp(text: string): Help {
  const [first = "", ...lines] = text.trimEnd().split("\n");
  const [, name = "", summary = ""] = /^(\S+) \S+: (.*)$/.exec(first) ?? [];
  const flags: Flag[] = [];
  const sections: { heading: string; lines: string[] }[] = [{ heading: "", lines: [] }];
  let isInFlag = false;
  for (const line of lines) {
    const { groups } = FLAG.exec(line) ?? {};
    const heading = HEADING.exec(line)?.groups;
    if (groups !== undefined) {
      const { name, value, other, text } = groups as Record<string, string>;
      flags.push({ name: name!, value, text: text! });
      if (other !== undefined) flags.push({ name: other, value: undefined, text: "" });
    } else if (isInFlag && /^ {6,}\S/.test(line)) {
      const last = flags.pop()!;
      flags.push({ ...last, text: `${last.text} ${line.trim()}`.trim() });
      continue;
    } else if (heading !== undefined) {
      sections.push({
        heading: heading["heading"]!,
        lines: heading["rest"] === undefined ? [] : [`  ${heading["rest"]}`],
      });
    } else sections.at(-1)!.lines.push(line);
    isInFlag = groups !== undefined;
  }
  return { name, summary, flags, words: readWords(name, sections), sections };
}

/** The commands: what follows the program's name in `Usage`, and what stands first in the lines of `Commands`. */
function readWords(name: string, sections: readonly Section[]): string[] {
  const lines = (heading: string) =>
    sections.filter((section) => section.heading === heading).flatMap(({ lines }) => lines);
  const used = lines("Usage").flatMap((line) => new RegExp(`^ *${name} ([a-z]+)\\b`).exec(line)?.[1] ?? []);
  const commands = lines("Commands").flatMap((line) => /^ {2}([a-z]+)\b/.exec(line)?.[1] ?? []);
  return [...new Set([...used, ...commands])];
}

/** In the language of man, text that is nothing but text. */
function escape(text: string): string {
  return text.replaceAll("\\", "\\e").replaceAll("-", "\\-").replace(/^(?=[.'])/, "\\&");
}

/**
 * The manual page, for section 1.
 *
 * @param date The day of the release, such as `2026-12-01`.
 */
export function manualPage({ name, summary, flags, sections }: Help, version: string, date: string): string {
  const usage = sections.find(({ heading }) => heading === "Usage")?.lines ?? [];
  const flagLines = flags.flatMap(({ name, value, text }) => [
    ".TP",
    `\\fB${escape(name)}\\fR${value === undefined ? "" : ` \\fI${escape(value)}\\fR`}`,
    escape(text),
  ]);
  const rest = sections.filter(({ heading }) => heading !== "Usage" && heading !== "Options").flatMap((
    { heading, lines },
  ) => [
    ...verbatim(heading === "" ? "DESCRIPTION" : heading.toUpperCase(), lines),
  ]);
  return [
    `.TH ${name.toUpperCase()} 1 ${date} "${name} ${version}"`,
    ".SH NAME",
    `${escape(name)} \\- ${escape(summary)}`,
    ...verbatim("SYNOPSIS", usage),
    ".SH OPTIONS",
    ...flagLines,
    ...rest,
    ...sections.filter(({ heading }) => heading === "Options").flatMap(({ lines }) => verbatim("NOTES", lines)),
    ...verbatim("SEE ALSO", ["ngobrol(1), ngobrol-server(1)"]),
    "",
  ].join("\n");
}

function verbatim(heading: string, lines: readonly string[]): string[] {
  const text = lines.join("\n").replace(/^\n+|\n+$/g, "");
  if (text === "") return [];
  return [`.SH ${heading}`, ".nf", ...text.split("\n").map((line) => escape(line.replace(/^ {2}/, ""))), ".fi"];
}

/** The completions of both programs, by the names that shells look for. */
export function completions(helps: readonly Help[]): Record<string, string> {
  return {
    "ngobrol.bash": helps.map(bash).join("\n"),
    "_ngobrol": zsh(helps),
    "ngobrol.fish": helps.flatMap(fish).join("\n") + "\n",
    "ngobrol.ps1": helps.map(powershell).join("\n"),
  };
}

function functionName(name: string): string {
  return `_${name.replaceAll("-", "_")}`;
}

function bash({ name, flags, words }: Help): string {
  const all = [...words, ...flags.map((flag) => flag.name)].join(" ");
  const withValue = flags.filter(({ value }) => value !== undefined).map((flag) => flag.name).join("|");
  return `${functionName(name)}() {
  COMPREPLY=()
  case "\${COMP_WORDS[COMP_CWORD-1]}" in
    ${withValue}) return ;; # A value: the shell's files
  esac
  mapfile -t COMPREPLY < <(compgen -W "${all}" -- "\${COMP_WORDS[COMP_CWORD]}")
}
complete -o default -F ${functionName(name)} ${name}
`;
}

function zsh(helps: readonly Help[]): string {
  const quote = (text: string) => text.replace(/[\\[\]:']/g, (it) => it === "'" ? "'\\''" : `\\${it}`);
  const cases = helps.map(({ name, flags, words }) => {
    const specs = flags.map((flag) =>
      `'${flag.name}[${quote(flag.text)}]${flag.value === undefined ? "" : `:${flag.value}:_files`}'`
    );
    return `  ${name})\n    _arguments \\\n      ${specs.join(" \\\n      ")} \\\n      '1:command:(${
      words.join(" ")
    })' \\\n      '*::_files'\n    ;;`;
  });
  return `#compdef ${helps.map(({ name }) => name).join(" ")}\ncase "$service" in\n${cases.join("\n")}\nesac\n`;
}

function fish({ name, flags, words }: Help): string[] {
  const quote = (text: string) => `'${text.replace(/[\\']/g, "\\$&")}'`;
  return [
    `complete -c ${name} -n __fish_use_subcommand -a ${quote(words.join(" "))}`,
    ...flags.map((flag) =>
      `complete -c ${name} -l ${flag.name.slice(2)}${flag.value === undefined ? "" : " -r"} -d ${quote(flag.text)}`
    ),
  ];
}

function powershell({ name, flags, words }: Help): string {
  const all = [...words, ...flags.map((flag) => flag.name)].map((word) => `'${word}'`).join(", ");
  return `Register-ArgumentCompleter -Native -CommandName '${name}' -ScriptBlock {
  param($word)
  @(${all}) | Where-Object { $_ -like "$word*" } | ForEach-Object {
    [System.Management.Automation.CompletionResult]::new($_)
  }
}
`;
}
