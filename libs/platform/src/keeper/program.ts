import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { contained, launchEnvironment } from './launch.js';

/** How a program ended. */
export interface Exit {
  /** For people. */
  readonly how: string;
  /** Whether somebody ended it; otherwise it did so itself. */
  readonly killed: boolean;
}

/** A program that is our child. */
export interface Program {
  readonly pid: number;
  readonly port: number;
  /** Resolves when it answers; never when it ends first. */
  readonly ready: Promise<void>;
  /** Resolves when it has ended. */
  readonly exited: Promise<Exit>;
  /** Lets it end cleanly; by force when it does not. */
  stop(): Promise<void>;
}

/** How a program is asked to end, each more urgent than the one before, and how long each may take. */
export type Means = readonly {
  readonly signal: 'SIGINT' | 'SIGTERM' | 'SIGQUIT' | 'SIGKILL';
  readonly waitMs: number;
}[];

/** What to start and how to know it. */
export interface Start {
  readonly command: readonly [string, ...string[]];
  /** Its working directory. */
  readonly folder: string;
  readonly log: string;
  readonly port: number;
  /** Sent by the kernel when we die; should end it cleanly. */
  readonly deathSignal: 'INT' | 'TERM';
  /** Asked again and again until it says yes. */
  isReady(pid: number): Promise<boolean>;
  readonly means: Means;
}

export function startProgram(start: Start): Program {
  const [program, ...rest] = contained(start.command, process.getuid?.() ?? 0, start.deathSignal);
  // Its log is a file, not a pipe to us: its last lines are wanted most when we are gone.
  const log = openSync(start.log, 'a', 0o600);
  const child = spawn(program, rest, {
    cwd: start.folder,
    stdio: ['ignore', log, log],
    env: launchEnvironment(process.env['PATH'] ?? ''),
  });
  closeSync(log);
  const exited = ending(child);
  return {
    pid: child.pid ?? 0,
    port: start.port,
    ready: readiness(child, start),
    exited,
    stop: () => stop(child, exited, start.means),
  };
}

const ending = (child: ChildProcess): Promise<Exit> =>
  new Promise((resolve) => {
    child.once('error', (fault) => {
      resolve({ how: fault.message, killed: false });
    });
    child.once('exit', (code, signal) => {
      const how = signal === null ? `it ended with ${code}` : `it was ended by ${signal}`;
      resolve({ how, killed: signal !== null });
    });
  });

const hasEnded = (child: ChildProcess): boolean =>
  child.exitCode !== null || child.signalCode !== null || child.pid === undefined;

async function readiness(child: ChildProcess, { isReady }: Start): Promise<void> {
  while (!hasEnded(child)) {
    if (await isReady(child.pid ?? 0)) return;
    await sleep(25);
  }
  await new Promise<never>(() => undefined);
}

async function stop(child: ChildProcess, exited: Promise<Exit>, means: Means): Promise<void> {
  for (const { signal, waitMs } of means) {
    if (hasEnded(child)) return;
    child.kill(signal);
    const waiting = new AbortController();
    await Promise.race([exited, sleep(waitMs, undefined, { signal: waiting.signal }).catch(() => undefined)]);
    waiting.abort();
  }
}
