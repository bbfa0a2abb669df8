/** What each of some promises comes to. */
type Outcomes<Promises extends readonly unknown[]> = { -readonly [At in keyof Promises]: Awaited<Promises[At]> };

/**
 * Waits for all of these, as `Promise.all` does, and throws the fault of the first of them in their order: which fault is told of
 * several does not hang on which came first.
 */
export async function allInOrder<const Promises extends readonly unknown[]>(
  promises: Promises,
): Promise<Outcomes<Promises>> {
  const outcomes = await Promise.allSettled(promises);
  return outcomes.map((outcome) => {
    if (outcome.status === 'rejected') throw outcome.reason;
    return outcome.value;
  }) as Outcomes<Promises>;
}
