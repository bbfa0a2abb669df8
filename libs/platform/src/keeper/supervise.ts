import { setTimeout as sleep } from 'node:timers/promises';
import type { Charge } from './keeper.js';
import type { Exit, Program } from './program.js';

const STARTS = 5;
/** A program that ran for so long did not fail to start: it counts from one again. */
const SETTLED_MS = 60_000;

/**
 * Runs one program until it is enough, starting it again when it ends before that.
 * @param port where it was last
 * @param tell called with the program when it answers, with undefined when it does no more
 * @throws the charge's failure
 */
export async function supervise(
  charge: Charge,
  port: number | undefined,
  enough: Promise<unknown>,
  tell: (program: Program | undefined) => Promise<void>,
): Promise<void> {
  let wanted = port;
  for (let start = 1; ; start++) {
    const mark = await charge.mark();
    const began = Date.now();
    const program = await charge.start(wanted);
    wanted = program.port;
    const ended = await follow(program, enough, tell);
    if (ended === undefined) return;
    if (Date.now() - began > SETTLED_MS) start = 1;
    const line = await charge.lastLine(mark);
    // Somebody killed it, or the reason may be gone by now: another start may do.
    const mayPass = ended.wasReady || ended.killed || line === undefined || charge.mayPass(line);
    if (start >= STARTS || !mayPass) throw charge.failure(line ?? ended.how);
    await tell(undefined);
    await sleep(200 * start);
  }
}

interface Ended extends Exit {
  readonly wasReady: boolean;
}

/** Until the program has been stopped because that was wanted; otherwise how it ended. */
async function follow(
  program: Program,
  enough: Promise<unknown>,
  tell: (program: Program) => Promise<void>,
): Promise<Ended | undefined> {
  let wasReady = false;
  try {
    const { exited } = program;
    const wanted = enough.then(() => 'enough' as const);
    const first = await Promise.race([exited, program.ready, wanted]);
    if (typeof first === 'object') return { ...first, wasReady };
    if (first === 'enough') return undefined;
    wasReady = true;
    await tell(program);
    const last = await Promise.race([exited, wanted]);
    return last === 'enough' ? undefined : { ...last, wasReady };
  } finally {
    await program.stop();
  }
}
