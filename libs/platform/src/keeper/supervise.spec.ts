import { describe, expect, it } from '@jest/globals';
import type { Charge } from './keeper.js';
import type { Exit, Program } from './program.js';
import { supervise } from './supervise.js';

const never = new Promise<never>(() => undefined);

/** One start after the other: how it ends, and whether it answered before; the last one goes on. */
function chargeOf(ends: readonly (Exit & { readonly answered: boolean })[]) {
  const started: number[] = [];
  const charge: Charge = {
    start: (port = 5_000) => {
      const end = ends[started.length];
      started.push(port);
      const { promise: answered, resolve } = Promise.withResolvers<void>();
      if (end?.answered !== false) resolve();
      // What answers is told of before it ends.
      const exited = end === undefined ? never : new Promise<Exit>((over) => setTimeout(() => over(end), 5));
      const program: Program = { pid: 1, port, ready: answered, exited, stop: () => Promise.resolve() };
      return Promise.resolve(program);
    },
    mark: () => Promise.resolve(0),
    lastLine: () => Promise.resolve('no room'),
    mayPass: (line) => line === 'wait',
    failure: (line) => new RangeError(line),
  };
  return { charge, started };
}

const byItself = { how: 'it ended with 1', killed: false, answered: false };
const killed = { how: 'it was ended by SIGKILL', killed: true, answered: false };

/** Until one goes on. */
async function kept(ends: Parameters<typeof chargeOf>[0]): Promise<readonly number[]> {
  const { charge, started } = chargeOf(ends);
  const { promise: enough, resolve } = Promise.withResolvers<void>();
  const tell = async (program: Program | undefined): Promise<void> => {
    if (program !== undefined && started.length > ends.length) resolve();
  };
  await supervise(charge, undefined, enough, tell);
  return started;
}

describe('a program that is kept', () => {
  it('is started again at its port when it was killed, also before it answered', async () => {
    expect(await kept([killed, { ...byItself, answered: true }])).toEqual([5_000, 5_000, 5_000]);
  });

  it('is given up when it ends by itself before it answers', async () => {
    await expect(kept([byItself])).rejects.toThrow(new RangeError('no room'));
  });

  it('is given up when it is killed each time', async () => {
    await expect(kept([killed, killed, killed, killed, killed])).rejects.toThrow(RangeError);
  });
});
