import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Prepared, RunExit, Runner, Running, RunRequest } from '@quench/ports';
import type { PretendedProgram } from './in-memory-runner.js';

/** One runner to test, and programs for it. */
export interface RunnerUnderTest {
  readonly runner: Runner;
  /** Of an ordinary user, with bounds that no program of the contract reaches. */
  readonly request: RunRequest;
  /** The arguments that start a program which does this. What answers, answers at {@link url}. */
  argv(program: PretendedProgram): readonly string[];
  readonly url: string;
  dispose(): Promise<void>;
}

const HANG_MS = 120_000;
const KILLED = { code: undefined, signal: 'SIGKILL' };

/** What every runner promises. @param make one for all tests */
export function runnerContract(name: string, make: () => Promise<RunnerUnderTest>): void {
  describe(`a runner: ${name}`, () => {
    let under: RunnerUnderTest;
    beforeAll(async () => {
      under = await make();
    }, HANG_MS);
    afterAll(() => under.dispose(), HANG_MS);

    const start = (
      program: PretendedProgram,
      limits: Partial<RunRequest['limits']> = {},
      signal = new AbortController().signal,
    ): Promise<Running> => {
      const { request } = under;
      const asked = { ...request, argv: under.argv(program), limits: { ...request.limits, ...limits } };
      return under.runner.start(asked, signal);
    };
    const run = async (...args: Parameters<typeof start>): Promise<RunExit> => (await start(...args)).exited;

    it('says what it can do here, or why it can do nothing', async () => {
      const offered = await under.runner.capability();
      if ('unavailable' in offered) expect(offered.unavailable).not.toBe('');
      else expect(offered.limits.length).toBeGreaterThan(0);
    });

    it('runs a program to its end, and says how that was', async () => {
      expect(await run({ exit: 7, output: 'said' })).toEqual({
        ...{ code: 7, signal: undefined, timedOut: false },
        ...{ output: 'said', outputCut: false, notes: [] },
      });
      // What a shell makes of a signal is the program's own code here.
      expect(await run({ exit: 143 })).toMatchObject({ code: 143, signal: undefined });
    });

    it('keeps the first bytes of the output, and says when that is not all', async () => {
      const exit = { output: 'x'.repeat(40), exit: 0 };
      expect(await run(exit, { outputBytes: 40 })).toMatchObject({ output: exit.output, outputCut: false });
      expect(await run(exit, { outputBytes: 39 })).toMatchObject({ output: 'x'.repeat(39), outputCut: true });
    });

    it('kills what takes too long', async () =>
      expect(await run({}, { timeoutMs: 300 })).toMatchObject({ ...KILLED, timedOut: true }));

    it('starts nothing that is not wanted, and kills what is not wanted any more', async () => {
      await expect(start({}, {}, AbortSignal.abort(new Error('not wanted')))).rejects.toThrow('not wanted');
      const wanted = new AbortController();
      const running = await start({}, {}, wanted.signal);
      wanted.abort();
      expect(await running.exited).toMatchObject({ ...KILLED, timedOut: false });
    });

    it('runs nothing as root', async () => {
      const asRoot = { ...under.request, argv: under.argv({ exit: 0 }), uid: 0 };
      const started = under.runner.start(asRoot, new AbortController().signal);
      await expect(started).rejects.toMatchObject({ name: 'Rejection', code: 'runs-as-root' });
    });

    it('prepares by a program that runs to its end, for one that starts afterwards', async () => {
      const prepare = (program: PretendedProgram, timeoutMs = HANG_MS): Promise<Prepared> => {
        const { request, runner } = under;
        const asked = { ...request, argv: under.argv(program), limits: { ...request.limits, timeoutMs } };
        return runner.prepare(asked, new AbortController().signal);
      };
      const prepared = await prepare({ exit: 3, output: 'filled' });
      expect(prepared.exit).toMatchObject({ code: 3, output: 'filled', timedOut: false });
      const request = { ...under.request, prepared, argv: under.argv({ exit: 4 }) };
      const running = await under.runner.start(request, new AbortController().signal);
      expect(await running.exited).toMatchObject({ code: 4 });
      await prepared.discard();
      const gone = { name: 'TransientFault', code: 'sandbox-failed' };
      await expect(under.runner.start(request, new AbortController().signal)).rejects.toMatchObject(gone);
      const byAnother = { ...request, prepared: { exit: prepared.exit, discard: async () => undefined } };
      const foreign = { name: 'IntegrityFault', code: 'runner-incomplete' };
      await expect(under.runner.start(byAnother, new AbortController().signal)).rejects.toMatchObject(foreign);
      const late = await prepare({}, 300);
      expect(late.exit).toMatchObject({ timedOut: true });
      await late.discard();
    });

    whileRunning(() => under, start);
  });
}

function whileRunning(under: () => RunnerUnderTest, start: (program: PretendedProgram) => Promise<Running>): void {
  const asked = { timeoutMs: 20_000, maxBytes: 1_000 };

  it('asks over HTTP, for as many bytes as are wanted', async () => {
    const running = await start({ answer: { status: 200, body: 'hello' } });
    const { url } = under();
    expect(await running.http({ ...asked, url })).toMatchObject({ status: 200, body: 'hello' });
    expect(await running.http({ ...asked, url, maxBytes: 3 })).toMatchObject({ status: 200, body: 'hel' });
    await running.stop(20_000);
  });

  it('says when nothing listens', async () => {
    const running = await start({});
    await expect(running.http({ ...asked, url: under().url, timeoutMs: 200 })).rejects.toMatchObject({
      ...{ name: 'TransientFault', code: 'probe-unanswered' },
    });
    await running.stop(0);
  });

  it('stops a program that goes on, with its stop signal, and says the same to whoever waits', async () => {
    const running = await start({ answer: { status: 200, body: 'up' } });
    // Once it answers, it knows what to do with the signal.
    await running.http({ ...asked, url: under().url });
    const exit = await running.stop(60_000);
    expect(exit).toMatchObject({ code: 0, signal: undefined, timedOut: false, notes: [] });
    expect(await running.exited).toEqual(exit);
    expect(await running.stop(0)).toEqual(exit);
  });

  it('runs a program beside it, for a time', async () => {
    const running = await start({});
    const beside = (program: PretendedProgram, timeoutMs: number): Promise<RunExit> =>
      running.exec(under().argv(program), { timeoutMs });
    expect(await beside({ exit: 5, output: 'beside' }, 20_000)).toMatchObject({ code: 5, output: 'beside' });
    expect(await beside({}, 300)).toMatchObject({ timedOut: true });
    await running.stop(0);
  });
}
