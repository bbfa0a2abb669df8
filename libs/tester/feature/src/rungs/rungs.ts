import type { OciManifest, PlannedTest, TestPlan } from '@quench/contracts';
import { digest, IntegrityFault, TransientFault, type Digest } from '@quench/kernel';
import { Runner, type CommandContext, type RunRequest } from '@quench/ports';
import { Injectable } from '@nestjs/common';
import { ending, exitLog, type Answer } from './answer.js';
import { ALIVE_MS, BootRung } from './boot.rung.js';
import type { Offer } from './offered.js';
import { ProbeRung } from './probe.rung.js';
import { SandboxRequests } from './sandbox-request.js';
import { StructureRung } from './structure.rung.js';

/** A test that starts the image. */
type RunSpec = Exclude<PlannedTest['spec'], { rung: 'structure' }>;

type Lacking = Pick<Exclude<Offer, { readonly unavailable: string }>, 'lacks'>;

/** On top of a test's own time, for starting and stopping. */
const SPARE_MS = 15_000;

/** One manifest under test. */
export interface Subject {
  readonly digest: Digest;
  /** `linux/arm64` */
  readonly platform: string;
  readonly manifest: OciManifest;
  readonly plan: TestPlan;
  /** Absolute paths that the definition puts into the image. */
  readonly files: readonly string[];
}

/** How a question is asked. */
export interface Asking {
  readonly on: Offer;
  /** Of the decision that records the answer to this question. */
  readonly context: (part: string) => CommandContext;
  readonly signal: AbortSignal;
  /** What happens when the sandbox itself fails. */
  readonly onFault: 'retry' | 'record';
}

/** How an image is started; what prepares it runs as it is. */
interface Starting {
  readonly on: Lacking;
  readonly signal: AbortSignal;
}

/** Asks a test on its rung. */
@Injectable()
export class Rungs {
  constructor(
    private readonly requests: SandboxRequests,
    private readonly runner: Runner,
    private readonly structure: StructureRung,
    private readonly boot: BootRung,
    private readonly probe: ProbeRung,
  ) {}

  /** @throws TransientFault `sandbox-failed` where faults are to be retried; IntegrityFault `content-missing` */
  async ask(subject: Subject, test: PlannedTest, asking: Asking): Promise<Answer> {
    const { platform, plan, manifest } = subject;
    const { on, signal } = asking;
    if (test.spec.rung === 'structure') return this.structure.ask(test.spec, plan, subject, signal);
    if ('unavailable' in on) return { kind: 'not-run', reason: on.unavailable };
    if (plan.run.uid === 0) return { kind: 'not-run', reason: 'the sandbox runs no image as root' };
    try {
      const spec = paced(test.spec, on.slowness);
      const layers = manifest.layers.map((layer) => digest(layer.digest));
      const timeoutMs = spec.timeoutMs + SPARE_MS;
      const request = await this.requests.request(layers, plan, test, { platform, args: spec.args, timeoutMs });
      const { prepare } = test.spec;
      const preparing =
        prepare && (await this.requests.preparation(plan, test, { argv: prepare, timeoutMs: test.spec.timeoutMs }));
      return await this.start(spec, { request, preparing }, { on, signal });
    } catch (fault) {
      return notRun(fault, asking);
    }
  }

  /** On what its preparing step leaves, where it has one. */
  private async start(
    spec: RunSpec,
    { request, preparing }: { readonly request: RunRequest; readonly preparing: RunRequest | undefined },
    how: Starting,
  ): Promise<Answer> {
    if (preparing === undefined) return this.run(spec, request, how);
    const prepared = await this.runner.prepare(preparing, how.signal);
    try {
      const { exit } = prepared;
      if (exit.code === 0) return await this.run(spec, { ...request, prepared }, how);
      const detail = `expected exit code 0 of what prepares, but ${preparing.argv[0] ?? ''} ${ending(exit)}`;
      return { kind: 'failed', detail, log: exitLog(exit) };
    } finally {
      await prepared.discard();
    }
  }

  private async run(spec: RunSpec, request: RunRequest, { on, signal }: Starting): Promise<Answer> {
    const answer =
      spec.rung === 'boot'
        ? await this.boot.ask(spec, { ...request, limits: { ...request.limits, timeoutMs: bootTime(spec) } }, signal)
        : await this.probe.ask(spec, request, signal);
    return answerOf(answer, on);
  }
}

/** The same test where programs take longer to start, to fail and to end. */
function paced(spec: RunSpec, slowness: number): RunSpec {
  const timeoutMs = spec.timeoutMs * slowness;
  if (spec.rung !== 'boot' || spec.expect.exit !== undefined) return { ...spec, timeoutMs };
  const { aliveMs = ALIVE_MS } = spec.expect;
  return { ...spec, timeoutMs, expect: { ...spec.expect, aliveMs: aliveMs * slowness } };
}

/** A program that must end by itself has the test's own time; one that must go on also has that of being stopped. */
const bootTime = (spec: Extract<PlannedTest['spec'], { rung: 'boot' }>): number =>
  spec.expect.exit === undefined ? spec.timeoutMs + SPARE_MS : spec.timeoutMs;

/** An image that lacks something here may be sound all the same. */
const answerOf = (answer: Answer, { lacks }: Lacking): Answer =>
  answer.kind === 'failed' && lacks !== undefined ? { kind: 'not-run', reason: `${answer.detail}; ${lacks}` } : answer;

/** A fault as the reason for a test that was not run. What the layers themselves did wrong is the structure's to say. */
function notRun(fault: unknown, { onFault, signal }: Asking): Answer {
  signal.throwIfAborted();
  if (fault instanceof IntegrityFault && /^(archive|layer|runner)-/.test(fault.code)) {
    return { kind: 'not-run', reason: `${fault.code}: ${fault.message}` };
  }
  if (onFault === 'retry' || !(fault instanceof TransientFault)) throw fault;
  return { kind: 'not-run', reason: `${fault.code}: ${fault.message}`, transient: true };
}
