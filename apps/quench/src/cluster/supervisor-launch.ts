import { spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { Rejection, TransientFault } from '@quench/kernel';
import { tryLock, waitForLock, type DataDirectory, type FileLock } from '@quench/platform/data-directory';
import { logEnd } from '@quench/platform/keeper';
import type { ClusterFiles } from './cluster-files.js';
import { readLaunch, writeLaunch, type Launch } from './cluster-state.js';

/** Others hold the lock while they look and launch, which takes moments. */
const LOCK_MS = 30_000;

/** How a cluster should be started; what is undefined is left to the one that runs. */
export interface LaunchWish {
  readonly brokers: 1 | 3 | undefined;
  /** Quench's configuration file, absolute. */
  readonly config: string | undefined;
  /** Which PostgreSQL the environment means that a supervisor is started with. */
  readonly database: 'embedded' | 'given';
}

/** Starts the supervisor of a data directory, of which there is one at a time: it holds a lock for as long as it lives. */
export class SupervisorLaunch {
  /** @param program path of the supervisor's module */
  constructor(
    private readonly directory: DataDirectory,
    private readonly files: ClusterFiles,
    private readonly program: string,
  ) {}

  /**
   * Starts it unless it runs or is just starting.
   * @param before done before it starts and after it is known that the wish can be followed
   * @returns whether it was started
   * @throws Rejection `cluster-differs` when it runs otherwise than wished; TransientFault `cluster-not-started`
   */
  async start(wish: LaunchWish, before: () => Promise<void>): Promise<boolean> {
    const looking = await this.look();
    if (looking === undefined)
      throw new TransientFault('cluster-not-started', 'Another quench cluster up looks whether to start it; try again');
    try {
      const life = await tryLock(this.directory.lockFile('cluster-supervisor'), 'exclusive');
      if (life === undefined) refuseOther(await readLaunch(this.files), wish);
      await before().catch((fault: unknown) => {
        life?.release();
        throw fault;
      });
      if (life !== undefined) await this.launch(wish, life);
      return life !== undefined;
    } finally {
      looking.release();
    }
  }

  /** Whether a supervisor lives or is just being started, also one that has said nothing yet. */
  async isRunning(): Promise<boolean> {
    const looking = await this.look();
    if (looking === undefined) return true;
    try {
      const life = await tryLock(this.directory.lockFile('cluster-supervisor'), 'shared');
      life?.release();
      return life === undefined;
    } finally {
      looking.release();
    }
  }

  /** One looks at a time: whoever looks has the supervisor's lock for a moment, and would be taken for a supervisor. */
  private look(): Promise<FileLock | undefined> {
    return waitForLock(this.directory.lockFile('cluster-up'), 'exclusive', { timeoutMs: LOCK_MS });
  }

  private async launch({ brokers = 1, config, database }: LaunchWish, life: FileLock): Promise<void> {
    const log = openSync(this.files.log, 'a', 0o600);
    try {
      await writeLaunch(this.files, { brokers, config, database, logFrom: await logEnd(this.files.log) });
      const configured = config === undefined ? [] : ['--config', config];
      const options = ['--data', this.directory.path, '--brokers', String(brokers), ...configured];
      const child = spawn(process.execPath, [...process.execArgv, this.program, ...options], {
        detached: true,
        stdio: ['ignore', log, log, life.fd],
      });
      child.unref();
    } finally {
      closeSync(log);
      life.release();
    }
  }
}

function refuseOther(runs: Launch | undefined, { brokers, config }: LaunchWish): void {
  if (runs === undefined) return;
  if (brokers !== undefined && brokers !== runs.brokers)
    throw differs(`It runs with --brokers ${String(runs.brokers)}, not ${String(brokers)}`);
  if (config !== undefined && config !== runs.config)
    throw differs(`It runs with ${runs.config ?? 'no configuration file'}, not with ${config}`);
}

const differs = (how: string): Rejection =>
  new Rejection('cluster-differs', `${how}. To change that, end it first: quench cluster down`);
