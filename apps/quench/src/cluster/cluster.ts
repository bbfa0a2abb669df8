import { mkdir } from 'node:fs/promises';
import { kill } from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { Rejection, TransientFault } from '@quench/kernel';
import { isAlive, type DataDirectory } from '@quench/platform/data-directory';
import { lastLine, type LogWords } from '@quench/platform/keeper';
import { SERVICES, type ServiceName } from '@quench/platform/service-process';
import { slotsOf, type Instances, type SlotName } from '@quench/platform/supervisor';
import { clusterFiles, type ClusterFiles } from './cluster-files.js';
import { readLaunch, readState, readWanted, writeWanted, type ClusterState, type Launch } from './cluster-state.js';
import { runsInstance } from './instance-process.js';
import { unwantedServices } from './unwanted-services.js';
import { SupervisorLaunch, type LaunchWish } from './supervisor-launch.js';

const HANG_MS = 300_000;
const LOOK_MS = 250;
const SUPERVISOR = fileURLToPath(new URL('./supervisor.main.js', import.meta.url));

/** What a supervisor says of itself when it ends for a reason. */
const SUPERVISOR_WORDS: LogWords = { foreign: /^$/, fatal: [/"supervisor-failed"/] };

/** How somebody waits until all are ready. */
export interface Waiting {
  /** Called with a line for a person while it takes its time. */
  readonly note: (line: string) => void;
  /** Ends the waiting, and nothing else. */
  readonly signal: AbortSignal;
}

/** What `cluster up` is told. */
export interface ClusterUp extends LaunchWish, Waiting {
  readonly instances: Instances;
}

/** The services of a data directory as processes of their own on this host, and the supervisor that keeps them. */
export class Cluster {
  private readonly files: ClusterFiles;
  private readonly supervisor: SupervisorLaunch;

  /** @param hangMs how long a supervisor may take to begin, to make all ready and to end */
  constructor(
    private readonly directory: DataDirectory,
    private readonly hangMs = HANG_MS,
  ) {
    this.files = clusterFiles(directory.path);
    this.supervisor = new SupervisorLaunch(directory, this.files, SUPERVISOR);
  }

  /** Undefined when no supervisor runs. */
  state(): Promise<ClusterState | undefined> {
    return readState(this.files);
  }

  /**
   * Starts the supervisor unless it runs, and resolves when every wanted instance is ready.
   * @throws Rejection `cluster-differs` when it runs otherwise than told; TransientFault `cluster-not-started` with the
   *   supervisor's last line, also when it is ended meanwhile
   */
  async up({ instances, brokers, config, database, ...waiting }: ClusterUp): Promise<ClusterState> {
    await mkdir(this.files.folder, { recursive: true, mode: 0o700 });
    await this.supervisor.start({ brokers, config, database }, () => this.want(instances));
    return this.ready(waiting);
  }

  /** Resolves when every wanted instance is ready. @throws Rejection `cluster-not-running`; as `up` */
  async scale(instances: Instances, waiting: Waiting): Promise<ClusterState> {
    await this.running();
    await this.want(instances);
    return this.ready(waiting);
  }

  /**
   * Kills one instance, to see it come back.
   * @throws Rejection `cluster-not-running`, `instance-unknown`, also when it has just ended
   */
  async kill(instance: string): Promise<number> {
    const { services } = await this.running();
    const found = services.find((one) => one.instance === instance);
    const pid = found?.pid;
    const service = SERVICES.find((known) => known === found?.name);
    if (found === undefined || pid === undefined || service === undefined) {
      const known = services.map((one) => one.instance).join(', ');
      throw new Rejection('instance-unknown', `No instance ${instance} runs; there are ${known}`);
    }
    const configuration = this.files.configurationOf(service);
    const isIt = await runsInstance(pid, { slot: found.instance, configuration });
    if (!isIt || !signalled(pid, 'SIGKILL'))
      throw new Rejection('instance-unknown', `${instance}, process ${String(pid)}, has just ended by itself`);
    return pid;
  }

  /** Ends everything; false when nothing ran. @throws TransientFault `cluster-not-stopped` */
  async down(): Promise<boolean> {
    const state = await this.begun();
    if (state === undefined) return false;
    signalled(state.supervisor.pid, 'SIGTERM');
    for (let waited = 0; isAlive(state.supervisor); waited += LOOK_MS) {
      if (waited > this.hangMs)
        throw new TransientFault(
          'cluster-not-stopped',
          `The supervisor ${String(state.supervisor.pid)} did not end; see ${this.files.log}`,
        );
      await sleep(LOOK_MS);
    }
    return true;
  }

  /** Services of which no instance is wanted. */
  lacking(note: (line: string) => void): Promise<readonly ServiceName[]> {
    return unwantedServices(this.files, note);
  }

  /** What runs and how to end it, in one line; undefined when nothing does. */
  async left(): Promise<string | undefined> {
    const state = await this.state();
    if (state === undefined && !(await this.supervisor.isRunning())) return undefined;
    const what =
      state === undefined
        ? `The cluster on ${this.directory.path} goes on starting`
        : `${String(state.services.length)} instances go on running on ${this.directory.path}`;
    return `${what}. To end that: quench cluster down`;
  }

  /** @throws Rejection `cluster-not-running` */
  async running(): Promise<ClusterState> {
    const state = await this.state();
    if (state !== undefined) return state;
    const none = `No cluster runs on ${this.directory.path}; start one with: quench cluster up`;
    const still = `The cluster on ${this.directory.path} is still starting; ask again in a moment`;
    throw new Rejection('cluster-not-running', (await this.supervisor.isRunning()) ? still : none);
  }

  /** What a supervisor says of itself once it has begun; undefined when none runs. @throws as `down` */
  private async begun(): Promise<ClusterState | undefined> {
    for (let waited = 0; waited < this.hangMs; waited += LOOK_MS) {
      const state = await this.state();
      if (state !== undefined || !(await this.supervisor.isRunning())) return state;
      await sleep(LOOK_MS);
    }
    throw new TransientFault(
      'cluster-not-stopped',
      `The supervisor goes on starting and cannot be told to end; see ${this.files.log}`,
    );
  }

  private async want(instances: Instances): Promise<void> {
    await writeWanted(this.files, { ...(await readWanted(this.files)), ...instances });
  }

  private async ready({ note, signal }: Waiting): Promise<ClusterState> {
    let said = '';
    const launch = await readLaunch(this.files);
    for (let waited = 0; ; waited += LOOK_MS) {
      const state = await this.state();
      const last = await this.lastWord(state, launch?.logFrom ?? 0);
      const wanted = slotsOf(await readWanted(this.files));
      const ready = state?.services.filter((one) => one.ready).map((one) => one.instance) ?? [];
      if (state !== undefined && isSame(ready, wanted)) return state;
      const line = state === undefined ? startingLine(launch) : readyLine(state, ready, wanted);
      if (line !== said) note((said = line));
      if (waited > this.hangMs) throw this.failed(last);
      await sleep(LOOK_MS, undefined, { signal });
    }
  }

  /** What the supervisor said last. @throws TransientFault `cluster-not-started` once it has failed or was ended */
  private async lastWord(state: ClusterState | undefined, logFrom: number): Promise<string> {
    const runs = state !== undefined || (await this.supervisor.isRunning());
    const last = (await lastLine(this.files.log, SUPERVISOR_WORDS, logFrom)) ?? '';
    if (last.includes('"supervisor-failed"')) throw this.failed(last);
    if (runs) return last;
    const again = `see ${this.files.log}, and start it again: quench cluster up`;
    throw new TransientFault(
      'cluster-not-started',
      `The supervisor was ended before every instance was ready; ${again}`,
    );
  }

  private failed(last: string): TransientFault {
    return new TransientFault(
      'cluster-not-started',
      `Not every instance became ready. The supervisor says: ${reasonIn(last)} (more in ${this.files.folder})`,
    );
  }
}

/** False when there is no such process any more. */
function signalled(pid: number, signal: 'SIGKILL' | 'SIGTERM'): boolean {
  try {
    return kill(pid, signal);
  } catch (fault) {
    if ((fault as NodeJS.ErrnoException).code === 'ESRCH') return false;
    throw fault;
  }
}

/** What is started before any instance is. */
export const startingLine = (launch: Pick<Launch, 'database'> | undefined): string =>
  launch?.database === 'given'
    ? 'starting Kafka; the PostgreSQL is the one that is given'
    : 'starting PostgreSQL and Kafka';

/** How far it is, counting those that are wanted; others may still be about to end. */
export function readyLine(
  state: Pick<ClusterState, 'services'>,
  ready: readonly SlotName[],
  wanted: readonly SlotName[],
): string {
  const count = ready.filter((slot) => wanted.includes(slot)).length;
  const others = state.services.filter(({ instance }) => !wanted.includes(instance)).length;
  const ending = others === 0 ? '' : `, ${String(others)} more ${others === 1 ? 'is' : 'are'} ending`;
  return `${String(count)} of ${String(wanted.length)} instances are ready${ending}`;
}

const isSame = (some: readonly SlotName[], others: readonly SlotName[]): boolean =>
  some.length === others.length && others.every((slot) => some.includes(slot));

/** The reason in a line of the log; the line itself where it has none. */
function reasonIn(line: string): string {
  try {
    const { reason } = JSON.parse(line) as { readonly reason?: string };
    return reason ?? line;
  } catch {
    return line === '' ? 'nothing' : line;
  }
}

/**
 * `builder=3` as a number of instances.
 * @throws Rejection `option-malformed`
 */
export function instancesIn(words: readonly string[]): Instances {
  return Object.fromEntries(
    words.map((word) => {
      const [, service = '', count = ''] = /^([a-z]+)=(\d{1,3})$/.exec(word) ?? [];
      if (SERVICES.some((known) => known === service)) return [service, Number(count)];
      throw new Rejection(
        'option-malformed',
        `Expected a service and a number, such as builder=3, and not "${word}"; services are ${SERVICES.join(', ')}`,
      );
    }),
  );
}
