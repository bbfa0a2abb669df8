import type { Claimed, Completed, History } from './history.js';
import { groups, violation, type Violation } from './violation.js';

const itemOf = ({ kind, key }: { readonly kind: string; readonly key: string }): string => `${kind} ${key}`;
const generationOf = (claim: Claimed): string => `${itemOf(claim)} generation ${String(claim.generation)}`;

/**
 * I5: at most one effective completion per work generation, of the highest fence; what a worker was told to be finished
 * is done; what is done was given to a worker; and no target outside got two different contents.
 */
export const completionsAreSingle = (history: History): readonly Violation[] => [
  ...generations(history),
  ...unworked(history),
  ...targets(history),
];

function generations({ completions, claims, tables }: History): readonly Violation[] {
  const claimed = groups(claims, generationOf);
  const done = new Map(tables.work.map((row) => [itemOf(row), row.done]));
  return [...groups(completions, generationOf)].flatMap(([what, own]) => [
    ...doubled(what, own),
    ...outrun(what, own, claimed.get(what) ?? []),
    ...forgotten(what, own, done),
  ]);
}

function doubled(what: string, own: readonly Completed[]): readonly Violation[] {
  const fences = [...new Set(own.map(({ fence }) => fence))];
  const told = own.filter(({ source }) => source === 'told').length;
  if (fences.length === 1 && told <= 1) return [];
  return [violation('I5', 'doubled', `${what} was completed ${String(own.length)} times, fences ${fences.join(', ')}`)];
}

function outrun(what: string, own: readonly Completed[], claims: readonly Claimed[]): readonly Violation[] {
  const highest = Math.max(0, ...claims.map(({ fence }) => fence));
  return own
    .filter(({ fence }) => fence < highest)
    .map(({ fence }) => {
      const evidence = `${what} was completed under the fence ${String(fence)}, but ${String(highest)} was given out`;
      return violation('I5', 'wrong', evidence);
    });
}

function forgotten(what: string, own: readonly Completed[], done: ReadonlyMap<string, number>): readonly Violation[] {
  const [first] = own;
  if (first === undefined) return [];
  const inRow = done.get(itemOf(first)) ?? 0;
  if (first.generation <= inRow) return [];
  return [violation('I5', 'lost', `${what} was completed, but its row says that ${String(inRow)} is done`)];
}

/** A generation that nobody was given is a wish that got lost. */
function unworked({ claims, tables }: History): readonly Violation[] {
  const claimed = new Set(claims.map(generationOf));
  return tables.work
    .map(({ kind, key, done, fence }) => ({ kind, key, generation: done, fence }))
    .filter((last) => last.generation > 0 && !claimed.has(generationOf(last)))
    .map((last) => violation('I5', 'lost', `${generationOf(last)} is done, but no worker was given it`));
}

const targets = ({ pushes }: History): readonly Violation[] =>
  [...groups(pushes, (push) => push.target)]
    .filter(([, own]) => own.length > 1)
    .map(([target, own]) =>
      violation('I5', 'doubled', `${target} got ${own.map(({ digest }) => digest).join(' and ')}`),
    );
