import { runStream, type PlannedTest, type RunEvent, type TestIdentity } from '@quench/contracts';
import { clip, fold } from '@quench/kernel';
import { Clock, ContentStore, EventStore, handle } from '@quench/ports';
import { run, testDigest } from '@quench/tester-domain';
import { Injectable } from '@nestjs/common';
import { logBytes, MAX_LOG_BYTES, type Answer } from './answer.js';
import { Rungs, type Asking, type Subject } from './rungs.js';

/** Structure is read from the bytes, so its answer holds everywhere. */
const ANYWHERE = 'any';
const NOWHERE = 'none';
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

/** What an answer of a rung depends on besides the question. @param on what this host offers */
export const environmentOf = (rung: string, on: Asking['on']): string =>
  rung === 'structure' ? ANYWHERE : 'unavailable' in on ? NOWHERE : on.name;

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
