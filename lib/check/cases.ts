/**
 * The cases, in the order in which they are played: those that others need come first.
 *
 * @module
 */

import type { Case } from "./case.ts";
import { CLASS_CASES } from "./cases/class.ts";
import { CONNECTION_CASES } from "./cases/connections.ts";
import { INBOX_CASES } from "./cases/inboxes.ts";
import { LIST_CASES } from "./cases/lists.ts";
import { LIVE_CASES } from "./cases/live.ts";
import { LOGIN_CASES } from "./cases/logins.ts";
import { LOGOUT_CASES } from "./cases/logouts.ts";
import { MESSAGE_CASES } from "./cases/messages.ts";
import { REPLY_CASES } from "./cases/replies.ts";
import { REQUEST_CASES } from "./cases/requests.ts";

const [secondClient, ...connectionCases] = CONNECTION_CASES;
const [auth, ...loginCases] = LOGIN_CASES;
/** What may end a program that is wrong comes last. */
const LAST = ["not-utf8", "not-utf8-in-text", "others-served", "empty-line", "control-characters", "endless-line"];

/** All cases but those that take a restart or long. */
export const CASES: readonly Case[] = [
  ...REPLY_CASES.filter(({ name }) => name === "one-reply"),
  auth!,
  secondClient!,
  ...REPLY_CASES.filter(({ name }) => name !== "one-reply"),
  ...loginCases,
  ...LOGOUT_CASES,
  ...MESSAGE_CASES,
  ...INBOX_CASES,
  ...REQUEST_CASES.filter(({ name }) => !LAST.includes(name)),
  ...LIST_CASES,
  ...connectionCases,
  ...LIVE_CASES,
  ...CLASS_CASES,
  ...REQUEST_CASES.filter(({ name }) => LAST.includes(name)),
];
