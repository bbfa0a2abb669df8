import { DEFAULT_EFFORT, type Effort, type Law, type Verdict } from './law.js';

/** A law and what became of it. */
export interface Result {
  readonly part: string;
  readonly law: string;
  readonly verdict: Verdict;
}

/** Runs laws one after the other. */
export async function run(laws: readonly Law[], effort: Effort = DEFAULT_EFFORT): Promise<readonly Result[]> {
  const results: Result[] = [];
  for (const law of laws) results.push({ part: law.part, law: law.name, verdict: await law.run(effort) });
  return results;
}

/** What is wrong with a plugin by a law, in a few lines; undefined when it holds. */
export function complaintOf({ part, law, verdict }: Result): string | undefined {
  if (verdict.type === 'held') return undefined;
  if (verdict.type === 'untried') return `${part} ${law}: not tried, because ${verdict.why}`;
  return `${part} ${law}\n  counter-example: ${verdict.counterExample}\n  ${verdict.why}`;
}
