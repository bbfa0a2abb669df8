import { spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';

/** No user may be called this, so nothing on the host belongs to it: Debian's `nobody`. */
const UNPRIVILEGED = 65_534;

/** What a kept program sees of our environment: nothing that would change how it behaves. */
export const launchEnvironment = (path: string): Readonly<Record<string, string>> => ({
  PATH: path,
  LC_ALL: 'C',
  TZ: 'UTC',
});

/**
 * The command that runs a program so that it dies with us. Nothing that is kept needs root, and PostgreSQL refuses to
 * run as root: started by root a program gets a user namespace in which root's files belong to an unprivileged uid and
 * no capability is left; the host's users are not touched and folders of mode 0700 stay readable to it. `unshare` and
 * `setpriv` replace themselves by what they start, so the process id is the program's own.
 * @param uid who we are
 * @param deathSignal sent to the program by the kernel when we die
 */
export function contained(
  program: readonly [string, ...string[]],
  uid: number,
  deathSignal: 'INT' | 'KILL' | 'TERM',
): readonly [string, ...string[]] {
  const mortal = ['setpriv', '--pdeathsig', deathSignal, ...program] as const;
  if (uid !== 0) return mortal;
  return ['unshare', '--user', `--map-user=${UNPRIVILEGED}`, `--map-group=${UNPRIVILEGED}`, ...mortal];
}

/** A command, where it works, and where its output goes. */
export interface Run {
  readonly command: readonly [string, ...string[]];
  readonly folder: string;
  readonly log: string;
  /** After this it is ended by force. */
  readonly timeoutMs: number;
}

/** Runs a program to its end, contained; it dies with us. @returns its exit code, or a word on how it ended. */
export function runToEnd({ command, folder, log, timeoutMs }: Run): Promise<number | string> {
  const [program, ...rest] = contained(command, process.getuid?.() ?? 0, 'KILL');
  const output = openSync(log, 'a', 0o600);
  return new Promise<number | string>((resolve) => {
    const child = spawn(program, rest, {
      cwd: folder,
      stdio: ['ignore', output, output],
      timeout: timeoutMs,
      killSignal: 'SIGKILL',
      env: launchEnvironment(process.env['PATH'] ?? ''),
    });
    child.on('error', (fault) => {
      resolve(fault.message);
    });
    child.on('exit', (code, signal) => {
      resolve(code ?? signal ?? 'no status');
    });
  }).finally(() => {
    closeSync(output);
  });
}
