import { beforeEach, describe, expect, it } from '@jest/globals';
import type { Cursor } from '@quench/ports';
import { eventually, InMemoryCursors, InMemoryEventStore, InMemoryFeed, RecordingLog } from '@quench/testing';
import { setImmediate as turn } from 'node:timers/promises';
import { RowsGate } from './rows-gate.js';

/** Counts questions, and answers one when told to. */
class SlowCursors extends InMemoryCursors {
  asked = 0;
  private readonly waiting: ((fault?: Error) => void)[] = [];
  private isSlow = false;

  slow(): void {
    this.isSlow = true;
    this.asked = 0;
  }

  answer(fault?: Error): Promise<void> {
    this.waiting.shift()?.(fault);
    return turn();
  }

  override async list(): Promise<readonly Cursor[]> {
    this.asked++;
    if (this.isSlow) {
      await new Promise<void>((resolve, reject) => {
        this.waiting.push((fault) => (fault === undefined ? resolve() : reject(fault)));
      });
    }
    return super.list();
  }
}

let cursors: SlowCursors;
let gate: RowsGate;

beforeEach(async () => {
  cursors = new SlowCursors();
  const feed = new InMemoryFeed({ toy: new InMemoryEventStore() });
  const projections = [{ consumer: 'totals@1', producer: 'toy' }];
  const adapters = { feed, cursors, log: new RecordingLog() };
  gate = new RowsGate({ projections, reactors: [] }, adapters, () => undefined);
  gate.start();
  await eventually('it is open', () => gate.isOpen);
  cursors.slow();
});

describe('whether rows have stood', () => {
  it('is asked after whoever wants to know has come, once for all who wait for their turn', async () => {
    const first = gate.haveStood(gate.opening);
    await turn();
    expect(cursors.asked).toBe(1);
    const later = [1, 2, 3].map(() => gate.haveStood(gate.opening));
    await turn();
    expect(cursors.asked).toBe(1);
    await cursors.answer();
    expect(await first).toBe(true);
    expect(cursors.asked).toBe(2);
    const last = gate.haveStood(gate.opening);
    await cursors.answer();
    expect(await Promise.all(later)).toEqual([true, true, true]);
    await cursors.answer();
    expect(await last).toBe(true);
    expect(cursors.asked).toBe(3);
  });

  it('is answered by each for the opening that it began in', async () => {
    const asked = [gate.haveStood(gate.opening), gate.haveStood(gate.opening - 1)];
    await turn();
    await cursors.answer();
    expect(await Promise.all(asked)).toEqual([true, false]);
  });

  it('is asked anew after a question that failed, which fails all who shared it', async () => {
    const asked = [gate.haveStood(gate.opening), gate.haveStood(gate.opening)];
    await turn();
    void cursors.answer(new Error('gone'));
    const failed = await Promise.allSettled(asked);
    expect(failed.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    const next = gate.haveStood(gate.opening);
    await turn();
    await cursors.answer();
    expect(await next).toBe(true);
  });
});
