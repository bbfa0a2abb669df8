import {
  runStream,
  type OciManifest,
  type PlannedTest,
  type RunEvent,
  type TestIdentity,
  type TestPlan,
} from '@quench/contracts';
import { digest, fold, IntegrityFault, TransientFault, type Digest } from '@quench/kernel';
import {
  Clock,
  ContentStore,
  EventStore,
  handle,
  type CommandContext,
  type RunnerClass,
  type RunRequest,
} from '@quench/ports';
import { run, testDigest } from '@quench/tester-domain';
import { Injectable } from '@nestjs/common';
import type { Answer } from './answer.js';
import { BootRung } from './boot.rung.js';
import { ProbeRung } from './probe.rung.js';
import { SandboxRequests } from './sandbox-request.js';
import { StructureRung } from './structure.rung.js';

/** Structure is read from the bytes, so its answer holds everywhere. */
const ANYWHERE = 'any';
const NOWHERE = 'none';
/** For a test that ends by itself, the sandbox's own end of time. */
const SPARE_MS = 15_000;
const MAX_REASON = 2_000;

/** One manifest under test. */
export interface Subject {
  readonly digest: Digest;
  readonly manifest: OciManifest;
  readonly plan: TestPlan;
  /** Absolute paths that the definition puts into the image. */
  readonly files: readonly string[];
}

/** How a question is asked. */
export interface Asking {
  readonly on: RunnerClass | { readonly unavailable: string };
  /** Of the decision that records the answer to this question. */
  readonly context: (part: string) => CommandContext;
  readonly signal: AbortSignal;
  /** What happens when the sandbox itself fails. */
  readonly onFault: 'retry' | 'record';
}

/** Asks one test of one manifest, unless that was asked before. */
@Injectable()
export class AskTest {
  constructor(
    private readonly store: EventStore,
    private readonly content: ContentStore,
    private readonly clock: Clock,
    private readonly requests: SandboxRequests,
    private readonly structure: StructureRung,
    private readonly boot: BootRung,
    private readonly probe: ProbeRung,
  ) {}

  /** @throws TransientFault `sandbox-failed` where faults are to be retried; IntegrityFault `content-missing` */
  async ask(subject: Subject, test: PlannedTest, asking: Asking): Promise<RunEvent> {
    const identity = identityOf(subject, test, asking.on);
    const stream = runStream(identity);
    const before = fold(run, (await this.store.read<RunEvent>(stream)).events).answer;
    if (before !== undefined) return before;
    const begun = Date.parse(this.clock.now());
    const answer = await this.answer(subject, test, asking);
    const event = await this.event(identity, answer, Date.parse(this.clock.now()) - begun);
    const context = asking.context(`run ${identity.manifest} ${identity.test}`);
    await handle(this.store, { stream, decider: run }, { type: 'RecordRun', event }, context);
    // Somebody else may have answered first, and the first answer stays.
    return fold(run, (await this.store.read<RunEvent>(stream)).events).answer ?? event;
  }

  private async answer(subject: Subject, test: PlannedTest, asking: Asking): Promise<Answer> {
    const { plan, manifest, files } = subject;
    const { spec } = test;
    if (spec.rung === 'structure') return this.structure.ask(spec, plan, { manifest, files }, asking.signal);
    if ('unavailable' in asking.on) return { kind: 'not-run', reason: asking.on.unavailable };
    if (plan.run.uid === 0) return { kind: 'not-run', reason: 'the sandbox runs no image as root' };
    try {
      const layers = manifest.layers.map((layer) => digest(layer.digest));
      const timeoutMs = spec.timeoutMs + SPARE_MS;
      const request = await this.requests.request(layers, plan, test, { args: spec.args, timeoutMs });
      return await this.start(spec, request, asking.signal);
    } catch (fault) {
      return notRun(fault, asking);
    }
  }

  private start(
    spec: Exclude<PlannedTest['spec'], { rung: 'structure' }>,
    request: RunRequest,
    signal: AbortSignal,
  ): Promise<Answer> {
    return spec.rung === 'boot'
      ? this.boot.ask(spec, { ...request, limits: { ...request.limits, timeoutMs: bootTime(spec) } }, signal)
      : this.probe.ask(spec, request, signal);
  }

  private async event(identity: TestIdentity, answer: Answer, durationMs: number): Promise<RunEvent> {
    if (answer.kind === 'not-run') {
      return { type: 'tester.TestNotRun.v1', data: { ...identity, reason: answer.reason.slice(0, MAX_REASON) } };
    }
    const log = (await this.content.write(new TextEncoder().encode(answer.log))).digest;
    const data = { ...identity, durationMs: Math.max(0, durationMs), log };
    return answer.kind === 'passed'
      ? { type: 'tester.TestPassed.v1', data }
      : { type: 'tester.TestFailed.v1', data: { ...data, detail: answer.detail.slice(0, MAX_REASON) } };
  }
}

/** A program that must end by itself has the test's own time; one that must go on also has that of being stopped. */
const bootTime = (spec: Extract<PlannedTest['spec'], { rung: 'boot' }>): number =>
  spec.expect.exit === undefined ? spec.timeoutMs + SPARE_MS : spec.timeoutMs;

function identityOf(subject: Subject, { spec, mounts }: PlannedTest, on: Asking['on']): TestIdentity {
  const environment = spec.rung === 'structure' ? ANYWHERE : 'unavailable' in on ? NOWHERE : on.name;
  const test = testDigest({ spec, mounts }, subject.plan);
  return { manifest: subject.digest, test, environment, name: spec.name, rung: spec.rung };
}

/** A fault as the reason for a test that was not run. What the layers themselves did wrong is the structure's to say. */
function notRun(fault: unknown, { onFault, signal }: Asking): Answer {
  signal.throwIfAborted();
  if (fault instanceof IntegrityFault && /^(archive|layer|runner)-/.test(fault.code)) {
    return { kind: 'not-run', reason: `${fault.code}: ${fault.message}` };
  }
  if (onFault === 'retry' || !(fault instanceof TransientFault)) throw fault;
  return { kind: 'not-run', reason: `${fault.code}: ${fault.message}` };
}
