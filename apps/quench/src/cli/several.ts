/** Fewer than a service has connections. */
const AT_A_TIME = 4;

/**
 * As `Promise.all` over the items, a few at a time: of a thousand that ask a database at once, those that wait long for a
 * connection are refused.
 */
export async function severally<Item, Result>(
  items: readonly Item[],
  make: (item: Item) => Promise<Result>,
): Promise<readonly Result[]> {
  const results: Result[] = [];
  const left = items.entries();
  const take = async (): Promise<void> => {
    for (const [index, item] of left) results[index] = await make(item);
  };
  await Promise.all(Array.from({ length: AT_A_TIME }, take));
  return results;
}
