import { IntegrityFault, Rejection, TransientFault } from '@quench/kernel';
import {
  Runner,
  type Prepared,
  type RunExit,
  type RunLimits,
  type Running,
  type RunnerClass,
  type RunRequest,
} from '@quench/ports';

/** What a program does that nobody starts. */
export interface PretendedProgram {
  /** The code with which it ends by itself; without one it goes on until it is stopped, and then ends with 0. */
  readonly exit?: number;
  readonly output?: string;
  /** What it answers to every HTTP request; without it nothing listens. */
  readonly answer?: { readonly status: number; readonly body: string };
}

/** A sandbox that starts nothing: a spec says what each program does, or throws what the sandbox would. */
export class InMemoryRunner extends Runner {
  /** Everything that was started, in order. */
  readonly started: RunRequest[] = [];
  offers: RunnerClass | { readonly unavailable: string } = {
    name: 'bwrap/owners',
    realOwners: true,
    limits: ['rlimit'],
    emulates: [],
    emulatesAll: true,
  };
  /** @param request with the arguments of what is started, also beside another program */
  program: (request: RunRequest) => PretendedProgram = () => ({ exit: 0 });

  override async capability(): Promise<RunnerClass | { readonly unavailable: string }> {
    return this.offers;
  }

  override async start(request: RunRequest, signal: AbortSignal): Promise<Running> {
    signal.throwIfAborted();
    if (request.uid === 0) throw new Rejection('runs-as-root', 'The sandbox runs no image as root');
    PretendedFolders.check(request);
    this.started.push(request);
    const { limits } = request;
    const { exit, output = '', answer } = this.program(request);
    let end: (how: RunExit) => void = () => undefined;
    const exited = new Promise<RunExit>((resolve) => (end = resolve));
    if (exit !== undefined) end(ended(exit, output, limits));
    const timer = setTimeout(() => end({ ...killed(output, limits), timedOut: true }), limits.timeoutMs).unref();
    const kill = (): void => end(killed(output, limits));
    signal.addEventListener('abort', kill, { once: true });
    // A signal that follows others is kept for as long as somebody listens to it.
    void exited.then(() => {
      clearTimeout(timer);
      signal.removeEventListener('abort', kill);
    });
    return {
      exited,
      exec: async (argv) => {
        const { exit: code, output: said = '' } = this.program({ ...request, argv });
        return code === undefined ? { ...killed(said, limits), timedOut: true } : ended(code, said, limits);
      },
      http: async ({ url, maxBytes }) => {
        if (answer === undefined) throw new TransientFault('probe-unanswered', `Nothing listens at ${url}`);
        return { status: answer.status, headers: {}, body: cut(answer.body, maxBytes) };
      },
      stop: (_graceMs) => {
        end(ended(0, output, limits));
        return exited;
      },
    };
  }

  override async prepare(request: RunRequest, signal: AbortSignal): Promise<Prepared> {
    const running = await this.start(request, signal);
    return new PretendedFolders(await running.exited);
  }
}

/** Folders that nobody filled, for as long as they are kept. */
class PretendedFolders implements Prepared {
  private over = false;

  constructor(readonly exit: RunExit) {}

  /** @throws as the real ones do when they are copied */
  static check({ prepared }: RunRequest): void {
    if (prepared === undefined) return;
    if (!(prepared instanceof PretendedFolders)) {
      throw new IntegrityFault('runner-incomplete', 'The folders were filled by another runner');
    }
    if (prepared.over) throw new TransientFault('sandbox-failed', 'What was prepared is over');
  }

  async discard(): Promise<void> {
    this.over = true;
  }
}

const cut = (text: string, maxBytes: number): string => Buffer.from(text).subarray(0, maxBytes).toString();

const ended = (code: number, output: string, { outputBytes }: RunLimits): RunExit => ({
  ...{ code, signal: undefined, timedOut: false, notes: [] },
  ...{ output: cut(output, outputBytes), outputCut: Buffer.byteLength(output) > outputBytes },
});

const killed = (output: string, limits: RunLimits): RunExit => ({
  ...ended(0, output, limits),
  ...{ code: undefined, signal: 'SIGKILL' },
});
