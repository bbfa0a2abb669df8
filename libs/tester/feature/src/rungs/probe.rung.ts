import { setTimeout as sleep } from 'node:timers/promises';
import type { ProbeTest } from '@quench/contracts';
import { clip, TransientFault } from '@quench/kernel';
import { Runner, type Running, type RunRequest } from '@quench/ports';
import { Injectable } from '@nestjs/common';
import { ending, exitLog, type Answer } from './answer.js';
import { OutputPatterns, GIVEN_UP } from './output-patterns.js';

const PAUSE_MS = 100;
const GRACE_MS = 10_000;
const MAX_BODY_BYTES = 1_000_000;
const MAX_ASK_MS = 3_000;

/** Starts the image and asks it something until the answer is right or the time is over. */
@Injectable()
export class ProbeRung {
  constructor(
    private readonly runner: Runner,
    private readonly patterns: OutputPatterns,
  ) {}

  /** @throws TransientFault `sandbox-failed` */
  async ask(spec: ProbeTest, request: RunRequest, signal: AbortSignal): Promise<Answer> {
    // The sandbox must outlive the last question.
    const limits = { ...request.limits, timeoutMs: spec.timeoutMs + MAX_ASK_MS + GRACE_MS };
    const running = await this.runner.start({ ...request, limits }, signal);
    const deadline = AbortSignal.timeout(spec.timeoutMs);
    const over = AbortSignal.any([signal, deadline, endOf(running)]);
    let problem = await this.once(spec, running);
    while (problem !== undefined && !problem.startsWith(GIVEN_UP) && !over.aborted) {
      await sleep(PAUSE_MS);
      problem = await this.once(spec, running);
    }
    signal.throwIfAborted();
    const before = await Promise.race([running.exited, sleep(0)]);
    const exit = await running.stop(GRACE_MS);
    if (problem === undefined) return { kind: 'passed', log: exitLog(exit) };
    const detail = before === undefined ? problem : `${problem}; the program ${ending(before)} by itself`;
    return { kind: 'failed', detail, log: `${exitLog(exit)}\n[${problem}]` };
  }

  /** What is not as expected, this time. */
  private async once({ probe, timeoutMs }: ProbeTest, running: Running): Promise<string | undefined> {
    const within = Math.min(timeoutMs, MAX_ASK_MS);
    if (probe.kind === 'exec') {
      const exit = await running.exec(probe.argv, { timeoutMs: within });
      if (exit.code === probe.exit) return this.patterns.problem(probe.output, exit.output);
      const said = clip(exit.output.trim(), 500);
      return `expected exit code ${String(probe.exit)}, but ${probe.argv[0] ?? ''} ${ending(exit)}: ${said}`;
    }
    try {
      const answer = await running.http({ url: probe.url, timeoutMs: within, maxBytes: MAX_BODY_BYTES });
      if (answer.status !== probe.status) {
        return `expected status ${String(probe.status)} from ${probe.url}, not ${String(answer.status)}`;
      }
      const problem = await this.patterns.problem(probe.body, answer.body);
      return problem?.replace('the output', 'the body');
    } catch (fault) {
      if (!(fault instanceof TransientFault) || fault.code !== 'probe-unanswered') throw fault;
      return fault.message;
    }
  }
}

/** Aborted once the program is gone, however that came. */
function endOf(running: Running): AbortSignal {
  const controller = new AbortController();
  const end = (): void => controller.abort();
  running.exited.then(end, end);
  return controller.signal;
}
