import {
  runStream,
  verdictStream,
  type RunEvent,
  type TestPlan,
  type Verdict,
  type VerdictEvent,
} from '@quench/contracts';
import { fold, IntegrityFault } from '@quench/kernel';
import { Clock, Documents, EventStore, type Stream } from '@quench/ports';
import { askedTests, run, testDigest, verdict, type TestedImageRow } from '@quench/tester-domain';
import { Injectable } from '@nestjs/common';
import { environmentOf } from '../rungs/environments.js';
import { offerOf, type Host } from '../rungs/offered.js';

/** After a fault that may be over, and twice as long after each more: a try costs the time of the test, and some are never over. */
const TRY_AGAIN_MS = 3_600_000;
const MAX_TRY_AGAIN_MS = 24 * TRY_AGAIN_MS;

/** Tells whether verdicts still say all that could be said now. */
@Injectable()
export class Standing {
  constructor(
    private readonly store: EventStore,
    private readonly documents: Documents,
    private readonly clock: Clock,
  ) {}

  /** Of some images those whose verdict says less than could be said. @param host what it can do now */
  async lacking(rows: readonly TestedImageRow[], host: Host): Promise<readonly TestedImageRow[]> {
    const given = await this.store.readMany<VerdictEvent>(rows.map(streamOf));
    const found: TestedImageRow[] = [];
    for (const row of rows) {
      const { last } = fold(verdict, given.get(streamOf(row))?.events ?? []);
      if (!(await this.holds(last, row, host))) found.push(row);
    }
    return found;
  }

  private async holds(
    last: Verdict | undefined,
    { plan: newest, policy }: TestedImageRow,
    host: Host,
  ): Promise<boolean> {
    if (last === undefined || last.plan !== newest || last.policy !== policy) return false;
    const plan = await this.planOf(last);
    // Without its plan an image cannot be asked again, and the others must be.
    return plan === undefined || (asksTheSame(last, plan) && !(await this.canAskMore(last, plan, host)));
  }

  private async planOf({ plan }: Verdict): Promise<TestPlan | undefined> {
    try {
      return await this.documents.read<TestPlan>(plan);
    } catch (fault) {
      if (fault instanceof IntegrityFault) return undefined;
      throw fault;
    }
  }

  /** Whether a test was not run that has not been tried on what this host offers now, or met a fault there that may be over. */
  private async canAskMore({ children }: Verdict, plan: TestPlan, host: Host): Promise<boolean> {
    for (const { platform, manifest, tests } of children) {
      const on = offerOf(host, platform, plan);
      for (const { test, rung, outcome } of tests) {
        if (outcome !== 'not-run' && outcome !== 'waived') continue;
        const stream = runStream({ manifest, test, environment: environmentOf(rung, on) });
        const known = await this.store.read<RunEvent>(stream);
        // What was waived may have an answer here: a failure.
        const isAnswered = outcome === 'waived' && fold(run, known.events).answer !== undefined;
        if (!isAnswered && !this.wasTried(known)) return true;
      }
    }
    return false;
  }

  /** Whether what was in the way is likely to be so still. */
  private wasTried({ events }: Stream<RunEvent>): boolean {
    const { notRun } = fold(run, events);
    if (notRun?.transient !== true) return notRun !== undefined;
    const waitMs = Math.min(TRY_AGAIN_MS * 2 ** (events.length - 1), MAX_TRY_AGAIN_MS);
    return Date.parse(this.clock.now()) - Date.parse(events.at(-1)?.occurredAt ?? '') < waitMs;
  }
}

const streamOf = ({ image, index }: TestedImageRow): string => verdictStream(image, index);

/** Whether its questions are those that would be asked now: a rung may ask in another way since. */
function asksTheSame({ children }: Verdict, plan: TestPlan): boolean {
  return children.every(({ platform, tests }) => {
    const now = askedTests(plan).map((test) => testDigest(test, plan, platform));
    return tests.map(({ test }) => test).join() === now.join();
  });
}
