import { FAIL_POINTS } from '@quench/platform/failpoints';

/** Where a process is killed: at a fail-point as `QUENCH_FAILPOINT` says it, or at a moment. */
export type Kill = ({ readonly failpoint: string } | { readonly afterMs: number }) & {
  /** Where a second process beside it freezes, to go on as a zombie later and to be killed then, too. */
  readonly zombie?: string;
};

/** Points that tell kinds of work or consumers apart. The completion of `publish` is what moves a channel. */
const SUBJECTS: Readonly<Record<string, readonly string[]>> = {
  'after-commit': ['append', 'transaction'],
  'queue-claimed': ['build', 'judge', 'publish', 'note'],
  'queue-before-finish': ['build', 'judge', 'publish'],
  'queue-after-finish': ['build', 'judge', 'publish'],
  'consumer-before-commit': ['planner', 'noter', 'lines@1', 'ledger@1'],
  'consumer-after-commit': ['planner', 'noter', 'lines@1', 'ledger@1'],
};

/** Every named fail-point, each for every subject that matters. */
export const POINTS: readonly string[] = Object.values(FAIL_POINTS)
  .flat()
  .flatMap((point) => {
    const subjects = SUBJECTS[point];
    return subjects === undefined ? [point] : subjects.map((subject) => `${point}@${subject}`);
  });

const LONGEST_LIFE_MS = 1_200;
const MOST_PASSES = 3;
const ZOMBIE_EVERY = 7;
/** In the middle of a completion, of an effect, and with the lock of the sequencer. */
const FREEZES = [
  'queue-before-finish@publish',
  'queue-before-finish@build',
  'effect-before-settle',
  'queue-before-finish@judge',
  'sequencer-mid-batch',
];

/** The whole list again and again, at a drawn pass each; after each round as many kills at drawn moments as half of it. */
export function killPlan(cycles: number, random: () => number): readonly Kill[] {
  const round = POINTS.length + Math.floor(POINTS.length / 2);
  return Array.from({ length: cycles }, (_, cycle) => {
    const freeze = cycle % ZOMBIE_EVERY === 0 ? FREEZES[(cycle / ZOMBIE_EVERY) % FREEZES.length] : undefined;
    const zombie = freeze === undefined ? {} : { zombie: `${freeze}:1:stop` };
    const point = POINTS[cycle % round];
    if (point === undefined) return { afterMs: Math.floor(random() * LONGEST_LIFE_MS), ...zombie };
    return { failpoint: `${point}:${String(1 + Math.floor(random() * MOST_PASSES))}`, ...zombie };
  });
}
