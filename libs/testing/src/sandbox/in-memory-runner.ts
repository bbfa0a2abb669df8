import { TransientFault } from '@quench/kernel';
import { Runner, type RunExit, type Running, type RunnerClass, type RunRequest } from '@quench/ports';

/** What a program does that nobody starts. */
export interface PretendedProgram {
  /** The code with which it ends by itself; without one it goes on until it is stopped. */
  readonly exit?: number;
  readonly output?: string;
  /** What it answers to every HTTP request; without it nothing listens. */
  readonly answer?: { readonly status: number; readonly body: string };
}

const exitOf = (code: number | undefined, signal: string | undefined, output = ''): RunExit => ({
  ...{ code, signal, timedOut: false },
  ...{ output, outputCut: false, notes: [] },
});

/** A sandbox that starts nothing: a spec says what each program does, or throws what the sandbox would. */
export class InMemoryRunner extends Runner {
  /** Everything that was started, in order. */
  readonly started: RunRequest[] = [];
  offers: RunnerClass | { readonly unavailable: string } = {
    name: 'bwrap/owners',
    realOwners: true,
    limits: ['rlimit'],
  };
  program: (request: RunRequest) => PretendedProgram = () => ({ exit: 0 });

  override async capability(): Promise<RunnerClass | { readonly unavailable: string }> {
    return this.offers;
  }

  override async start(request: RunRequest, signal: AbortSignal): Promise<Running> {
    signal.throwIfAborted();
    this.started.push(request);
    const { exit, output, answer } = this.program(request);
    let end: (how: RunExit) => void = () => undefined;
    const exited = new Promise<RunExit>((resolve) => (end = resolve));
    if (exit !== undefined) end(exitOf(exit, undefined, output));
    return {
      exited,
      exec: async () => exitOf(exit ?? 0, undefined, output),
      http: async ({ url }) => {
        if (answer === undefined) throw new TransientFault('probe-unanswered', `Nothing listens at ${url}`);
        return { ...answer, headers: {} };
      },
      stop: (_graceMs) => {
        end(exitOf(undefined, request.stopSignal, output));
        return exited;
      },
    };
  }
}
