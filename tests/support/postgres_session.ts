/**
 * Somebody else who works on the database of a test, in a session that lasts.
 *
 * @module
 */

import { connect, type Rows, type Value } from "../../lib/store/postgres/connection.ts";
import { readPostgresUrl } from "../../lib/store/postgres/url.ts";

/** A session. It ends with all that it has locked. */
export interface Session extends Disposable {
  /** Runs a statement. */
  run(sql: string, ...values: Value[]): Promise<Rows>;
}

/** Begins a session, with the first host of a URL. */
export function openSession(url: string): Session {
  const place = readPostgresUrl(url);
  const connection = connect(place, place.hosts[0]!, { application_name: "test" }, undefined);
  return { run: (sql, ...values) => connection.run(sql, values), [Symbol.dispose]: () => connection.drop() };
}
