/**
 * Manual pages and completions, made of the tables of flags and of the text of `--help`. It knows no flag.
 *
 * @module
 */

import { callOf, type Flag, type FlagTable } from "../../lib/flags.ts";

/** A program, as its documents know it. */
export interface Program {
  readonly name: string;
  /** What it is, in a few words. */
  readonly summary: string;
  readonly flags: FlagTable;
  /** Words that can follow the program's name: commands. */
  readonly words: readonly string[];
  /** What it prints for `--help`. */
  readonly help: string;
}

interface Section {
  readonly heading: string;
  readonly lines: readonly string[];
}

/** The parts of a help, by their headings, but for the first line and the options. What follows an empty line is no part of them. */
function sectionsOf(help: string): Section[] {
  const sections: { heading: string; lines: string[] }[] = [];
  for (const line of help.trimEnd().split("\n").slice(1)) {
    const [, heading, rest = ""] = /^([A-Z][\w ]*):(?: (\S.*))?$/.exec(line) ?? [];
    if (heading !== undefined) sections.push({ heading, lines: rest === "" ? [] : [`  ${rest}`] });
    else if (sections.at(-1)?.heading === "Options" && line === "") sections.push({ heading: "Notes", lines: [] });
    else sections.at(-1)?.lines.push(line);
  }
  return sections.filter(({ heading }) => heading !== "Options");
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
export function manualPage({ name, summary, flags, help }: Program, version: string, date: string): string {
  const sections = sectionsOf(help);
  const flagLines = Object.entries(flags).flatMap(([name, flag]) => [
    ".TP",
    callOf(name, flag).replace(
      /^(\S+?)(,? .*)?$/,
      (_, flag: string, rest = "") => `\\fB${escape(flag)}\\fR${escape(rest)}`,
    ),
    escape(describe(flag)),
  ]);
  const [usage, others] = [true, false].map((isUsage) =>
    sections.filter(({ heading }) => (heading === "Usage") === isUsage)
  );
  return [
    `.TH ${name.toUpperCase()} 1 ${date} "${name} ${version}"`,
    ".SH NAME",
    `${escape(name)} \\- ${escape(summary)}`,
    ...usage!.flatMap(({ lines }) => verbatim("SYNOPSIS", lines)),
    ".SH OPTIONS",
    ...flagLines,
    ...others!.flatMap(({ heading, lines }) => verbatim(heading.toUpperCase(), lines)),
    ...verbatim("SEE ALSO", ["ngobrol(1), ngobrol-server(1)"]),
    "",
  ].join("\n");
}

function describe(flag: Flag): string {
  return flag.help + (flag.default === undefined ? "" : ` (default ${flag.default})`);
}

function verbatim(heading: string, lines: readonly string[]): string[] {
  const text = lines.join("\n").replace(/^\n+|\n+$/g, "");
  if (text === "") return [];
  return [`.SH ${heading}`, ".nf", ...text.split("\n").map((line) => escape(line.replace(/^ {2}/, ""))), ".fi"];
}

/** The completions of both programs, by the names that shells look for. */
export function completions(programs: readonly Program[]): Record<string, string> {
  return {
    "ngobrol.bash": programs.map(bash).join("\n"),
    "_ngobrol": zsh(programs),
    "ngobrol.fish": programs.flatMap(fish).join("\n") + "\n",
    "ngobrol.ps1": programs.map(powershell).join("\n"),
  };
}

function functionName(name: string): string {
  return `_${name.replaceAll("-", "_")}`;
}

/** All that can follow the program's name. */
function wordsOf({ words, flags }: Program): string[] {
  return [...words, ...Object.keys(flags).map((name) => `--${name}`)];
}

function bash(program: Program): string {
  const { name, flags } = program;
  const offer = (words: readonly string[]) =>
    `mapfile -t COMPREPLY < <(compgen -W "${words.join(" ")}" -- "\${COMP_WORDS[COMP_CWORD]}")`;
  const values = Object.entries(flags).filter(([, { value }]) => value !== undefined);
  const others = values.filter(([, { choices }]) => choices === undefined).map(([flag]) => `--${flag}`);
  const chosen = values.flatMap(([flag, { choices }]) => choices ? [`--${flag}) ${offer(choices)}; return ;;`] : []);
  return `${functionName(name)}() {
  COMPREPLY=()
  case "\${COMP_WORDS[COMP_CWORD-1]}" in
    ${[...chosen, `${others.join("|")}) return ;; # A value: the shell's files`].join("\n    ")}
  esac
  ${offer(wordsOf(program))}
}
complete -o default -F ${functionName(name)} ${name}
`;
}

function zsh(programs: readonly Program[]): string {
  const quote = (text: string) => text.replace(/[\\[\]:']/g, (it) => it === "'" ? "'\\''" : `\\${it}`);
  const cases = programs.map(({ name, flags, words }) => {
    const specs = Object.entries(flags).map(([flag, row]) => {
      const values = row.choices === undefined ? "_files" : `(${row.choices.join(" ")})`;
      return `'--${flag}[${quote(describe(row))}]${row.value === undefined ? "" : `:${row.value}:${values}`}'`;
    });
    return `  ${name})\n    _arguments \\\n      ${specs.join(" \\\n      ")} \\\n      '1:command:(${
      words.join(" ")
    })' \\\n      '*::_files'\n    ;;`;
  });
  return `#compdef ${programs.map(({ name }) => name).join(" ")}\ncase "$service" in\n${cases.join("\n")}\nesac\n`;
}

function fish({ name, flags, words }: Program): string[] {
  const quote = (text: string) => `'${text.replace(/[\\']/g, "\\$&")}'`;
  return [
    `complete -c ${name} -n __fish_use_subcommand -a ${quote(words.join(" "))}`,
    ...Object.entries(flags).map(([flag, row]) => {
      const value = row.choices ? ` -x -a ${quote(row.choices.join(" "))}` : row.value === undefined ? "" : " -r";
      return `complete -c ${name} -l ${flag}${value} -d ${quote(describe(row))}`;
    }),
  ];
}

function powershell(program: Program): string {
  const list = (words: readonly string[]) => `@(${words.map((word) => `'${word}'`).join(", ")})`;
  const chosen = Object.entries(program.flags).flatMap(([flag, { choices }]) =>
    choices ? [`'--${flag}' = ${list(choices)}`] : []
  );
  return `Register-ArgumentCompleter -Native -CommandName '${program.name}' -ScriptBlock {
  param($word, $line, $cursor)
  $values = @{ ${chosen.join("; ")} }
  $before = $line.CommandElements | Where-Object { $_.Extent.EndOffset -lt $cursor } | Select-Object -Last 1
  $words = $values["$before"]
  if ($null -eq $words) { $words = ${list(wordsOf(program))} }
  $words | Where-Object { $_ -like "$word*" } | ForEach-Object {
    [System.Management.Automation.CompletionResult]::new($_)
  }
}
`;
}
