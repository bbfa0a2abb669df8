import { runStream, type PlannedTest, type RunEvent, type TestIdentity, type TestOutcome } from '@quench/contracts';
import { clip, fold } from '@quench/kernel';
import { Clock, ContentStore, EventStore, handle } from '@quench/ports';
import { run, standingAnswer, testDigest } from '@quench/tester-domain';
import { Injectable } from '@nestjs/common';
import { logBytes, MAX_LOG_BYTES, type Answer } from './answer.js';
import { ENVIRONMENTS, environmentOf } from './environments.js';
import { Rungs, type Asking, type Subject } from './rungs.js';

const MAX_REASON = 2_000;

/** Asks one test of one manifest, unless that was asked before. */
@Injectable()
export class AskTest {
  constructor(
    private readonly store: EventStore,
    private readonly content: ContentStore,
    private readonly clock: Clock,
    private readonly rungs: Rungs,
  ) {}

  /** @throws TransientFault `sandbox-failed` where faults are to be retried; IntegrityFault `content-missing` */
  async ask(subject: Subject, test: PlannedTest, asking: Asking): Promise<RunEvent> {
    const identity = identityOf(subject, test, asking.on);
    const stream = runStream(identity);
    const known = await this.store.read<RunEvent>(stream);
    const before = fold(run, known.events).answer;
    if (before !== undefined) return before;
    const begun = Date.parse(this.clock.now());
    const answer = await this.rungs.ask(subject, test, asking);
    const event = await this.event(identity, answer, Date.parse(this.clock.now()) - begun);
    const context = asking.context(`run ${identity.manifest} ${identity.test}`);
    const told = await handle(this.store, { stream, decider: run, known }, { type: 'RecordRun', event }, context);
    if (told.length > 0) return fold(run, told).answer ?? event;
    // Somebody else answered first, and the first answer stays.
    return fold(run, (await this.store.read<RunEvent>(stream)).events).answer ?? event;
  }

  /** What came of asking; for what was not run, what was answered elsewhere. @param before what the last verdict says of the test */
  async orElsewhere(asked: RunEvent, before: TestOutcome['outcome'] | undefined): Promise<RunEvent> {
    if (asked.type !== 'tester.TestNotRun.v1' || before === undefined) return asked;
    const known = await Promise.all(
      ENVIRONMENTS.map((environment) => this.store.read<RunEvent>(runStream({ ...asked.data, environment }))),
    );
    return (
      standingAnswer(
        before,
        known.flatMap(({ events }) => fold(run, events).answer ?? []),
      ) ?? asked
    );
  }

  private async event(identity: TestIdentity, answer: Answer, durationMs: number): Promise<RunEvent> {
    if (answer.kind === 'not-run') {
      const { reason, transient } = answer;
      const data = { ...identity, reason: clip(reason, MAX_REASON), ...(transient && { transient }) };
      return { type: 'tester.TestNotRun.v1', data };
    }
    const { digest: log } = await this.content.write(logBytes(answer.log), { maxBytes: MAX_LOG_BYTES });
    const data = { ...identity, durationMs: Math.max(0, durationMs), log };
    return answer.kind === 'passed'
      ? { type: 'tester.TestPassed.v1', data }
      : { type: 'tester.TestFailed.v1', data: { ...data, detail: clip(answer.detail, MAX_REASON) } };
  }
}

function identityOf(subject: Subject, { spec, mounts }: PlannedTest, on: Asking['on']): TestIdentity {
  const test = testDigest({ spec, mounts }, subject.plan, subject.platform);
  return {
    manifest: subject.digest,
    test,
    environment: environmentOf(spec.rung, on),
    name: spec.name,
    rung: spec.rung,
  };
}
