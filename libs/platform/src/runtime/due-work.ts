import type { Wanted } from '@quench/kernel';
import type { Worker } from '@quench/ports';
import type { Rows } from './rows-gate.js';

const always = (): boolean => true;

/**
 * Tells wishes for which nothing could be done yet. Whoever asks has digested the rows of an event's producer up to it; so of
 * several facts that work waits for, the one whose rows came last finds the others there, and its wish is due.
 */
export class DueWork {
  /** Of the workers, those that can tell. */
  private readonly choosy: ReadonlyMap<string, NonNullable<Worker['notDue']>>;

  constructor(
    workers: readonly Worker[],
    private readonly rows: Rows,
  ) {
    this.choosy = new Map(
      workers.flatMap((worker) => (worker.notDue === undefined ? [] : [[worker.kind, worker.notDue.bind(worker)]])),
    );
  }

  /**
   * Which of some wishes are due. Rows that are being rebuilt lack what is there: as long as they are, everything is.
   * @param wished called only where something may not be due
   */
  async among(wished: () => readonly Wanted[]): Promise<(one: Wanted) => boolean> {
    const since = this.rows.opening;
    if (this.choosy.size === 0 || !this.rows.isOpen) return always;
    const items = wished();
    try {
      const early = await this.early(items);
      if (early.size === 0 || !(await this.rows.haveStood(since))) return always;
      return ({ kind, key }) => early.get(kind)?.has(key) !== true;
    } catch {
      // It only spares work, which meets the same fault and tells it; here the fault would park events that can be digested.
      return always;
    }
  }

  private async early(items: readonly Wanted[]): Promise<ReadonlyMap<string, ReadonlySet<string>>> {
    const early = new Map<string, ReadonlySet<string>>();
    for (const [kind, own] of Map.groupBy(items, (one) => one.kind)) {
      const notDue = await this.choosy.get(kind)?.([...new Set(own.map(({ key }) => key))]);
      if (notDue !== undefined && notDue.size > 0) early.set(kind, notDue);
    }
    return early;
  }
}
