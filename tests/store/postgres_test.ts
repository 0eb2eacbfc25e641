/**
 * The PostgreSQL store: what every store does, on a real database.
 *
 * @module
 */

import { openPostgres } from "../../lib/store/postgres/postgres_store.ts";
import { readPostgresUrl } from "../../lib/store/postgres/url.ts";
import type { Store } from "../../lib/store/store.ts";
import { testFiles } from "../support/file_contract.ts";
import { testGroups } from "../support/group_contract.ts";
import { testPruning } from "../support/prune_contract.ts";
import { POSTGRES, startPostgres } from "../support/postgres.ts";
import { testStore, testTwoStores } from "../support/store_contract.ts";

const NAME = "PostgreSQL";

const postgres = POSTGRES === undefined ? undefined : await startPostgres();

async function open(): Promise<Store> {
  return await openPostgres(readPostgresUrl(await postgres!.newDatabase()), { isUnsafe: true });
}

if (postgres === undefined) {
  Deno.test({ name: "the PostgreSQL store: there is no PostgreSQL here", ignore: true, fn() {} });
} else {
  testStore(NAME, open);
  testFiles(NAME, open);
  testGroups(NAME, open);
  testPruning(NAME, open, [1]); // A flush a message.
  testTwoStores(NAME, async () => {
    const place = readPostgresUrl(await postgres!.newDatabase());
    const one = await openPostgres(place, { isUnsafe: true });
    const other = await openPostgres(place, { isUnsafe: true });
    return {
      one,
      other,
      async [Symbol.asyncDispose]() {
        await Promise.all([one[Symbol.asyncDispose](), other[Symbol.asyncDispose]()]);
      },
    };
  });
}
