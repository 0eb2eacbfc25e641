/**
 * A database as a version of the future leaves it: tables that have grown by what this one does not know, and news of it.
 *
 * @module
 */

/** Runs SQL in the database. */
export type Sql = (text: string) => Promise<string>;

/** Does the next step, beside servers that may be open: in each table there is more than before. */
export async function growTables(sql: Sql): Promise<void> {
  const names = await sql(
    "SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'tables_version'",
  );
  const columns = names.trim().split("\n").map((table) =>
    `ALTER TABLE ${table} ADD COLUMN next_${table} int NOT NULL DEFAULT 7, ADD COLUMN next_${table}_note text`
  );
  const step = [
    ...columns,
    "CREATE TABLE next_things (id int PRIMARY KEY)",
    "UPDATE tables_version SET version = version + 1",
  ];
  await sql(`BEGIN; ${step.join("; ")}; COMMIT`);
}

/** Tells news of kinds that nobody knows, in a batch of a server of that version, with some that all know between them. */
export async function tellNews(sql: Sql, ...bodies: readonly unknown[]): Promise<void> {
  const all = [{ kind: "thing added", thing: { id: 1 } }, { kind: "toString" }, ...bodies, {
    kind: "thing ended",
    id: 1,
  }];
  const rows = all.map((body, ordinal) =>
    `INSERT INTO news (batch, ordinal, writer, writer_batch, body) SELECT batch, ${ordinal}, 2147483647, 1, ` +
    `'${JSON.stringify(body).replaceAll("'", "''")}' FROM state`
  );
  await sql(`BEGIN; UPDATE state SET batch = batch + 1; ${rows.join("; ")}; COMMIT`);
}
