/**
 * The statements that change accounts and logins. It knows no connection.
 *
 * @module
 */

import type { AccountChange, NewAccount, StoredAccount, StoredLogin } from "../store.ts";
import { arrayOf } from "./connection.ts";
import { news, silent, type Statement, telling } from "./statement.ts";

/** An account as JSON, from its row. */
const ACCOUNT = "json_build_object('id', id, 'name', name, 'fullName', full_name, 'passwordHash', password_hash, " +
  "'demo', demo, 'role', role)";

/** What the news say of accounts that were added. */
export interface AccountsAdded {
  /** As a change. */
  readonly kind: "accounts added";
  /** The accounts. */
  readonly accounts: readonly StoredAccount[];
}

/** Adds accounts: all, or none if the name of one is taken. */
export function addAccounts(accounts: readonly NewAccount[]): Statement {
  const sql =
    "WITH given AS MATERIALIZED (SELECT * FROM unnest($2::text[], $3::text[], $4::text[], $5::boolean[], $6::text[]) " +
    "WITH ORDINALITY AS given (name, full_name, password_hash, demo, role, i)), " +
    "done AS (INSERT INTO accounts (id, name, full_name, password_hash, demo, role) " +
    "SELECT (SELECT coalesce(max(id), 0) FROM accounts) + i, name, full_name, password_hash, demo, role FROM given " +
    "WHERE NOT EXISTS (SELECT 1 FROM given AS other JOIN accounts AS old ON lower(old.name) = lower(other.name) " +
    `AND old.removed_at IS NULL) RETURNING *) ${
      news(
        `(SELECT json_build_object('kind', 'accounts added', 'accounts', json_agg(${ACCOUNT} ORDER BY id))::text FROM done)`,
      )
    } WHERE EXISTS (SELECT 1 FROM done)`;
  const column = (read: (account: NewAccount) => string | boolean) => arrayOf(accounts.map(read));
  const values = [
    column(({ name }) => name),
    column(({ fullName }) => fullName),
    column(({ passwordHash }) => passwordHash),
    column(({ demo }) => demo),
    column(({ role = "student" }) => role),
  ];
  return { sql, values };
}

/** Changes what is named of an account, unless its new name is taken. */
export function changeAccount(
  id: number,
  { name, fullName, role }: AccountChange,
): Statement {
  const sql =
    "WITH done AS (UPDATE accounts SET name = coalesce($2::text, name), full_name = coalesce($3::text, full_name), " +
    "role = coalesce($4::text, role) WHERE id = $5::int AND removed_at IS NULL AND NOT EXISTS (SELECT 1 FROM accounts AS other " +
    "WHERE lower(other.name) = lower($2::text) AND other.removed_at IS NULL AND other.id <> $5::int) RETURNING *) " +
    news(`(SELECT json_build_object('kind', 'account changed', 'account', ${ACCOUNT})::text FROM done)`) +
    " WHERE EXISTS (SELECT 1 FROM done)";
  return { sql, values: [name ?? null, fullName ?? null, role ?? null, id] };
}

/** Sets a password, and ends the logins of the account but for one. */
export function setPassword(account: number, passwordHash: string, kept: string): Statement[] {
  const sql = "UPDATE accounts SET password_hash = $3::text, demo = false WHERE id = $4::int RETURNING 1";
  return [
    telling(sql, { kind: "password changed", account, passwordHash }, passwordHash, account),
    endLogins(account, kept),
  ];
}

/** Removes an account, its logins, and its memberships. */
export function removeAccount(account: number, at: number): Statement[] {
  const sql = "UPDATE accounts SET removed_at = $3::bigint WHERE id = $4::int RETURNING 1";
  return [
    telling(sql, { kind: "account removed", account }, at, account),
    endLogins(account, ""),
    silent(
      "DELETE FROM members WHERE account = $2::int AND conversation IN (SELECT conversation FROM groups)",
      account,
    ),
    silent(
      "UPDATE groups SET ended_at = $2::bigint WHERE ended_at IS NULL AND maker IS NOT NULL AND NOT EXISTS " +
        "(SELECT 1 FROM members WHERE members.conversation = groups.conversation)",
      at,
    ),
  ];
}

/** Ends the logins of an account, but for one; it is told also if there was none. */
export function endLogins(account: number, kept: string): Statement {
  const change = { kind: "logins ended", account, ...kept && { kept } };
  const sql = "WITH done AS (DELETE FROM logins WHERE account = $3::int AND token_hash <> $4::text) " +
    news("$2::text");
  return { sql, values: [JSON.stringify(change), account, kept] };
}

/** Adds a login, if the account has that password. */
export function addLogin(login: StoredLogin, passwordHash: string): Statement {
  const { tokenHash, usedAt, account } = login;
  const sql = "INSERT INTO logins (token_hash, account, used_at, batch, ordinal) " +
    "SELECT $3::text, id, $4::bigint, (SELECT batch FROM state), $1::int FROM accounts " +
    "WHERE id = $5::int AND password_hash = $6::text AND removed_at IS NULL RETURNING 1";
  return telling(sql, { kind: "login added", login }, tokenHash, usedAt, account, passwordHash);
}

/** Changes when a login was last used. */
export function touchLogin(tokenHash: string, usedAt: number): Statement {
  const sql = "UPDATE logins SET used_at = $3::bigint WHERE token_hash = $4::text RETURNING 1";
  return telling(sql, { kind: "login used", tokenHash, usedAt }, usedAt, tokenHash);
}

/** Ends a login. */
export function removeLogin(tokenHash: string): Statement {
  const sql = "DELETE FROM logins WHERE token_hash = $3::text RETURNING 1";
  return telling(sql, { kind: "login ended", tokenHash }, tokenHash);
}

/** Forgets logins: see `LoginStore.logins`. */
export function forgetLogins(since: number, most: number, now: number): Statement[] {
  return [
    silent("UPDATE logins SET used_at = $2::bigint WHERE used_at > $2::bigint", now),
    silent("DELETE FROM logins WHERE used_at < $2::bigint", since),
    silent(
      "DELETE FROM logins WHERE token_hash IN (SELECT token_hash FROM (SELECT token_hash, row_number() OVER " +
        "(PARTITION BY account ORDER BY used_at DESC, batch DESC, ordinal DESC) AS rank FROM logins) AS ranked " +
        "WHERE rank > $2::bigint)",
      most,
    ),
  ];
}
