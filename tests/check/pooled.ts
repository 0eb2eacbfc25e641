/** Work that mostly waits, some of it at a time. @module */

/** What `work` makes of each item, in their order, for at most `most` of them at once. */
export async function pooled<T, R>(most: number, items: readonly T[], work: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  let next = 0;
  const worker = async () => {
    for (let index = next++; index < items.length; index = next++) results[index] = await work(items[index]!);
  };
  await Promise.all(Array.from({ length: most }, worker));
  return results;
}
