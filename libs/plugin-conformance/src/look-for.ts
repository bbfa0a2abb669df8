import * as fc from 'fast-check';
import type { Effort, Judgement, Law, Verdict } from './law.js';
import { NothingToTry } from './nothing-to-try.js';

/** Where the cases of a law come from. @throws NothingToTry */
export type CasesOf<Case> = () => Case | Promise<Case>;

/** A law that holds for each of a list, which goes from small to large. */
export const forEach = <Case>(
  part: string,
  name: string,
  list: CasesOf<readonly Case[]>,
  judge: (one: Case) => Judgement,
): Law => ({
  part,
  name,
  run: () =>
    tried(async () => {
      const cases = await list();
      if (cases.length === 0) throw new NothingToTry('the samples have no case of it');
      for (const one of cases) {
        const why = await verdictOn(one, judge);
        if (why !== undefined) return { type: 'broken', why, counterExample: fc.stringify(one) };
      }
      return { type: 'held', cases: cases.length };
    }),
});

/** A law that holds for whatever is drawn. A case that breaks it is made as small as it can be. */
export const forAll = <Case>(
  part: string,
  name: string,
  drawn: CasesOf<fc.Arbitrary<Case>>,
  judge: (one: Case) => Judgement,
): Law => ({
  part,
  name,
  run: ({ seed, cases }: Effort) =>
    tried(async () => {
      const property = fc.asyncProperty(await drawn(), async (one) => {
        const why = await verdictOn(one, judge);
        if (why !== undefined) throw new Error(why);
      });
      const { failed, counterexample, errorInstance, numRuns } = await fc.check(property, { seed, numRuns: cases });
      if (!failed) return { type: 'held', cases: numRuns };
      if (errorInstance instanceof NothingToTry) throw errorInstance;
      const why = errorInstance instanceof Error ? errorInstance.message : 'no case could be drawn';
      return { type: 'broken', why, counterExample: fc.stringify(counterexample?.[0]) };
    }),
});

/** A plugin that throws where nothing was to be thrown breaks the law, whatever it throws. */
async function verdictOn<Case>(one: Case, judge: (one: Case) => Judgement): Promise<string | undefined> {
  try {
    return await judge(one);
  } catch (error) {
    if (error instanceof NothingToTry) throw error;
    return `it threw ${String(error)}`;
  }
}

async function tried(look: () => Promise<Verdict>): Promise<Verdict> {
  try {
    return await look();
  } catch (error) {
    if (error instanceof NothingToTry) return { type: 'untried', why: error.message };
    throw error;
  }
}
