import { setTimeout as sleep } from 'node:timers/promises';
import type { BootTest } from '@quench/contracts';
import { Runner, type Running, type RunRequest } from '@quench/ports';
import { Injectable } from '@nestjs/common';
import { ending, exitLog, type Answer } from './answer.js';
import { OutputPatterns } from './output-patterns.js';

/** How long a program must go on, unless its test says. */
export const ALIVE_MS = 1_000;
const GRACE_MS = 10_000;

/** Starts the image and looks how that ends, or whether it goes on. */
@Injectable()
export class BootRung {
  constructor(
    private readonly runner: Runner,
    private readonly patterns: OutputPatterns,
  ) {}

  /** @throws TransientFault `sandbox-failed` */
  async ask(spec: BootTest, request: RunRequest, signal: AbortSignal): Promise<Answer> {
    const running = await this.runner.start(request, signal);
    return spec.expect.exit === undefined
      ? this.goesOn(spec, running, signal)
      : this.ends(spec, spec.expect.exit, running);
  }

  private async ends({ expect }: BootTest, code: number, running: Running): Promise<Answer> {
    const exit = await running.exited;
    const log = exitLog(exit);
    if (exit.code !== code || exit.timedOut) {
      return { kind: 'failed', detail: `expected exit code ${String(code)}, but the program ${ending(exit)}`, log };
    }
    const problem = await this.patterns.problem(expect.output, exit.output);
    return problem === undefined ? { kind: 'passed', log } : { kind: 'failed', detail: problem, log };
  }

  private async goesOn({ expect }: BootTest, running: Running, signal: AbortSignal): Promise<Answer> {
    const aliveMs = expect.aliveMs ?? ALIVE_MS;
    const waiting = new AbortController();
    const pause = sleep(aliveMs, undefined, { signal: AbortSignal.any([signal, waiting.signal]) });
    const early = await Promise.race([running.exited, pause]).finally(() => waiting.abort());
    pause.catch(() => undefined);
    if (early !== undefined) {
      const detail = `the program ${ending(early)} before ${String(aliveMs)} ms had passed`;
      return { kind: 'failed', detail, log: exitLog(early) };
    }
    const exit = await running.stop(GRACE_MS);
    const problem = await this.patterns.problem(expect.output, exit.output);
    const log = exitLog(exit);
    return problem === undefined ? { kind: 'passed', log } : { kind: 'failed', detail: problem, log };
  }
}
