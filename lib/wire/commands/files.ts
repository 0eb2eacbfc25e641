/**
 * The commands about files: those of the family, which carry a whole file in one line, and those of programs that go on
 * where they were cut.
 *
 * @module
 */

import { type Parameter, type SpecsOf, TOKEN } from "./spec.ts";

/** What a client may ask about files; the parameters are those of {@linkcode FILE_COMMANDS}. */
export type FileCommand =
  /** `data`: what is in the file, as Base64. */
  | {
    readonly name: "sendfile";
    readonly token: string;
    readonly user: string;
    readonly file: string;
    readonly data: string;
  }
  /** `user`: a group, a user, or users with commas between them. */
  | {
    readonly name: "sendgroupfile";
    readonly token: string;
    readonly user: string;
    readonly file: string;
    readonly data: string;
  }
  | { readonly name: "downloadfile"; readonly token: string; readonly id: number; readonly file?: string }
  | {
    readonly name: "downloadgroupfile";
    readonly token: string;
    readonly user: string;
    readonly id: number;
    readonly file?: string;
  }
  | {
    readonly name: "put";
    readonly token: string;
    /** A UUID of the client's choice: a repetition with it goes on, and sends nothing twice. */
    readonly key: string;
    readonly user: string;
    /** Bytes. */
    readonly size: number;
    readonly sha256: string;
    readonly file: string;
  }
  | {
    readonly name: "chunk";
    readonly token: string;
    readonly key: string;
    readonly offset: number;
    readonly data: string;
  }
  | {
    readonly name: "get";
    readonly token: string;
    readonly id: number;
    readonly offset?: number;
    readonly limit?: number;
  }
  | {
    readonly name: "files";
    readonly token: string;
    readonly user?: string;
    readonly before?: number;
    readonly limit?: number;
  };

const FILE_ID: Parameter = { name: "id", form: "number" };
const KEY: Parameter = { name: "key", form: "uuid" };
const DATA: Parameter = { name: "data", rest: true, secret: true };

/** The rows of the command table for them. */
export const FILE_COMMANDS: SpecsOf<FileCommand> = [
  {
    name: "sendfile",
    aliases: ["send_file", "sendprivatefile"],
    parameters: [TOKEN, { name: "user" }, { name: "file", private: true }, DATA],
    help: "Send a file, in Base64, to a user",
    needs: "login",
    isLong: true,
  },
  {
    name: "sendgroupfile",
    aliases: ["send_group_file", "send_file_group", "sendfilegroup"],
    parameters: [TOKEN, { name: "user" }, { name: "file", private: true }, DATA],
    help: "Send a file, in Base64, to a group or to users with commas between them",
    needs: "login",
    isLong: true,
  },
  {
    name: "downloadfile",
    aliases: ["download_file"],
    parameters: [TOKEN, FILE_ID, { name: "file", optional: true, private: true }],
    help: "Read all that is in a file, in Base64",
    needs: "login",
  },
  {
    name: "downloadgroupfile",
    aliases: [],
    parameters: [TOKEN, { name: "user" }, FILE_ID, { name: "file", optional: true, private: true }],
    help: "Read all that is in a file of a group, in Base64",
    needs: "login",
  },
  {
    name: "put",
    aliases: [],
    parameters: [
      TOKEN,
      KEY,
      { name: "user" },
      { name: "size", form: "count" },
      { name: "sha256", form: "sha256" },
      { name: "file", rest: true, private: true },
    ],
    help: "Begin to send a file, go on, or end, however often it is asked with this key",
    needs: "login",
  },
  {
    name: "chunk",
    aliases: [],
    parameters: [TOKEN, KEY, { name: "offset", form: "count" }, DATA],
    help: "Send a part of a file, in Base64",
    needs: "login",
    isLong: true,
  },
  {
    name: "get",
    aliases: [],
    parameters: [
      TOKEN,
      FILE_ID,
      { name: "offset", form: "count", named: true },
      { name: "limit", form: "number", named: true },
    ],
    help: "Read a part of a file, in Base64",
    needs: "login",
  },
  {
    name: "files",
    aliases: [],
    parameters: [
      TOKEN,
      { name: "user", named: true },
      { name: "before", form: "number", named: true },
      { name: "limit", form: "number", named: true },
    ],
    help: "List the files that were sent and received",
    needs: "login",
  },
];
