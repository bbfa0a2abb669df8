import { TransientFault } from '@quench/kernel';

/** How many files are asked for at a time. */
const LANES = 4;

/**
 * Does something for each item, some at a time. Nothing goes on when this ends, however it ends: the next try would meet it.
 * @throws TransientFault `work-aborted`; else what the first that failed threw
 */
export async function inLanes<Item>(
  items: readonly Item[],
  signal: AbortSignal,
  work: (item: Item) => Promise<void>,
): Promise<void> {
  const waiting = [...items];
  const lane = async (): Promise<void> => {
    for (let item = waiting.shift(); item !== undefined; item = waiting.shift()) {
      if (signal.aborted) throw new TransientFault('work-aborted', 'The work was stopped');
      await work(item);
    }
  };
  const stopOthers = (fault: unknown): never => {
    waiting.length = 0;
    throw fault;
  };
  const lanes = await Promise.allSettled(Array.from({ length: LANES }, () => lane().catch(stopOthers)));
  for (const ended of lanes) if (ended.status === 'rejected') throw ended.reason;
}
