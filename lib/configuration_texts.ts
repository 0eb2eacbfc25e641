/** What is said of a configuration, in English. Pure. @module */

/** What is said of what is wrong; `where` is a flag's name and place, or a variable. */
export const CONFIGURATION_TEXTS = {
  takesBoolean: (where: string): string => `${where} takes true or false`,
  takesText: (where: string): string => `${where} takes a text or a number`,
  inFile: (name: string, file: string): string => `${name} in ${file}`,
  noOption: (name: string, file: string): string => `There is no option ${name} for ${file}`,
  noPassword: (file: string): string => `A password belongs in no file, and stands in ${file}: set NGOBROL_PASSWORD`,
  cannotUse: (file: string, reason: string): string => `Cannot use the configuration ${file}: ${reason}`,
  didYouMean: (word: string): string => ` (did you mean ${word}?)`,
  commandLine: "command line",
  notSet: "not set",
  byDefault: "default",
  line: (line: number, reason: string): string => `line ${line}: ${reason}`,
  file: {
    none: "there is no such file",
    noFile: "it is no file",
    tooLarge: (kib: number): string => `it is larger than ${kib} KiB`,
    notUtf8: (form: string): string => `it is not UTF-8: save it as ${form}`,
  },
};
