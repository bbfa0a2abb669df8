import {
  runStream,
  verdictStream,
  type RunEvent,
  type TestPlan,
  type Verdict,
  type VerdictEvent,
} from '@quench/contracts';
import { fold, IntegrityFault } from '@quench/kernel';
import { Documents, EventStore } from '@quench/ports';
import { askedTests, run, testDigest, verdict, type TestedImageRow } from '@quench/tester-domain';
import { Injectable } from '@nestjs/common';
import { environmentOf } from '../rungs/ask-test.js';
import type { Asking } from '../rungs/rungs.js';

/** Whether a verdict still says all that could be said now. */
@Injectable()
export class Standing {
  constructor(
    private readonly store: EventStore,
    private readonly documents: Documents,
  ) {}

  /** @param on what this host offers now */
  async holds({ image, index, plan, policy }: TestedImageRow, on: Asking['on']): Promise<boolean> {
    const { last } = fold(verdict, (await this.store.read<VerdictEvent>(verdictStream(image, index))).events);
    if (last === undefined || last.plan !== plan || last.policy !== policy) return false;
    return (await this.asksTheSame(last)) && !(await this.canAskMore(last, on));
  }

  /** Whether its questions are those that would be asked now: a rung may ask in another way since. */
  private async asksTheSame({ plan: of, children }: Verdict): Promise<boolean> {
    try {
      const plan = await this.documents.read<TestPlan>(of);
      const now = askedTests(plan).map((test) => testDigest(test, plan));
      return children.every(({ tests }) => tests.map(({ test }) => test).join() === now.join());
    } catch (fault) {
      // Without its plan an image cannot be asked again, and the others must be.
      if (fault instanceof IntegrityFault) return true;
      throw fault;
    }
  }

  /** Whether a test was not run that has not been tried on what this host offers now. */
  private async canAskMore({ children }: Verdict, on: Asking['on']): Promise<boolean> {
    for (const { manifest, tests } of children) {
      for (const { test, rung, outcome } of tests) {
        if (outcome !== 'not-run') continue;
        const stream = runStream({ manifest, test, environment: environmentOf(rung, on) });
        const { notRun } = fold(run, (await this.store.read<RunEvent>(stream)).events);
        if (notRun === undefined) return true;
      }
    }
    return false;
  }
}
