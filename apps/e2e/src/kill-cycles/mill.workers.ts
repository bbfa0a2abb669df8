import { TransientFault } from '@quench/kernel';
import { failpoint } from '@quench/platform/failpoints';
import { handle, type Claim, type Completion, type Worker } from '@quench/ports';
import { randomUUID } from 'node:crypto';
import { buildStream, verdictStream, type Built, type Judged } from './mill.events.js';
import { onceDecider } from './mill.rules.js';
import { attest, contextOf, doneBy, latest, type MillWorld } from './mill.world.js';

/** Short, so that what a killed process held is soon free; as many tries as there may be kills. */
export const LIMITS = { leaseMs: 2_000, maxAttempts: 10_000 };

export const nothing: Completion = async () => {};

const split = ({ key }: Claim) => {
  const at = key.indexOf('/');
  return { line: key.slice(0, at), recipe: key.slice(at + 1) };
};

/** Builds a recipe: its bytes are different each time, as those of a signature are. */
export const buildWorker = ({ store, content, statements }: MillWorld): Worker => ({
  kind: 'build',
  concurrency: 2,
  ...LIMITS,
  async work(claim) {
    const { line, recipe } = split(claim);
    const stream = buildStream(recipe);
    if ((await latest<Built>(store, stream)).data !== undefined) return nothing;
    const { digest } = await content.write(Buffer.from(`${recipe} ${randomUUID()}`));
    failpoint('build-produced', 'build');
    const provenance = await attest(statements.builder, digest, recipe);
    const event: Built = { type: 'mill.Built.v1', data: { line, recipe, digest, provenance, by: doneBy(claim) } };
    return async (tx) => {
      await handle(store, { stream, decider: onceDecider<Built>(), tx }, event, contextOf(claim));
    };
  },
});

/** Every fifth recipe is bad. */
export const judgeWorker = ({ store, statements }: MillWorld): Worker => ({
  kind: 'judge',
  concurrency: 2,
  ...LIMITS,
  async work(claim) {
    const { line, recipe } = split(claim);
    const built = (await latest<Built>(store, buildStream(recipe))).data;
    if (built === undefined) return nothing;
    const { digest } = built;
    const verdict = /[05]$/.test(recipe) ? 'rejected' : 'approved';
    const envelope = await attest(statements.tester, digest, verdict);
    const data = { line, digest, verdict, envelope, by: doneBy(claim) } as const;
    const target = { stream: verdictStream(recipe), decider: onceDecider<Judged>() };
    return async (tx) => {
      await handle(store, { ...target, tx }, { type: 'mill.Judged.v1', data }, contextOf(claim));
    };
  },
});

/** Does nothing, and for some items not even that at first. */
export const noteWorker = (): Worker => ({
  kind: 'note',
  concurrency: 3,
  ...LIMITS,
  work({ key, attempt }) {
    if (attempt > 1 || !key.endsWith('7')) return Promise.resolve(nothing);
    return Promise.reject(new TransientFault('not-yet', `${key} is worked at the second try`));
  },
});
