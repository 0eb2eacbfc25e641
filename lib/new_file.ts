/**
 * Files that were not there before. It knows nothing of what is in them.
 *
 * @module
 */

/**
 * Writes and flushes a new file, which is nobody else's to read: all of it, or nothing stays.
 *
 * @throws {Deno.errors.AlreadyExists} If there is one. As `Deno.open()` and `write()` do, if it cannot be written.
 */
export async function writeNewFile(path: string, text: string): Promise<void> {
  const file = await Deno.open(path, { createNew: true, write: true, mode: 0o600 });
  let isWhole = false;
  try {
    const bytes = new TextEncoder().encode(text);
    for (let done = 0; done < bytes.length;) done += await file.write(bytes.subarray(done));
    await file.syncData();
    isWhole = true;
  } finally {
    file.close();
    if (!isWhole) await Deno.remove(path);
  }
}
