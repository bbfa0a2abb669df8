import { accessSync, appendFileSync, constants, existsSync, readFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { delimiter, join } from 'node:path';
import { it } from '@jest/globals';

/** A client that nobody here wrote. `path` is absolute. */
export interface Client {
  readonly name: string;
  readonly path: string;
}

type Body = (...clients: readonly Client[]) => Promise<void>;

/**
 * Declares a test that needs real clients. They are looked for in `QUENCH_TOOLS` (folders as in PATH), then in PATH.
 * Where one is missing the test is reported as skipped, and the reason is written as a line into the file that
 * `QUENCH_NOT_RUN` names; with `CI=true` it fails, since there everything must run.
 * @param names programs, or paths of them for two versions of one program
 */
export const whenInstalled =
  (...names: readonly string[]) =>
  (title: string, body: Body, timeoutMs: number): void => {
    const found = names.map(find);
    const missing = names.filter((_name, at) => found[at] === undefined);
    if (missing.length === 0) {
      it(title, () => body(...found.filter((client) => client !== undefined)), timeoutMs);
      return;
    }
    leaveOut(title, `not installed: ${missing.join(', ')}`);
  };

/** As `whenInstalled`, for clients that unpack files of several users: they do so as root or with subordinate ids. */
export const whenManyUsers =
  (...names: readonly string[]) =>
  (title: string, body: Body, timeoutMs: number): void => {
    if (mayBeManyUsers()) whenInstalled(...names)(title, body, timeoutMs);
    else leaveOut(title, 'needs to be started as root, or by a user with an entry in /etc/subuid');
  };

function mayBeManyUsers(): boolean {
  const { uid, username } = userInfo();
  if (uid === 0) return true;
  const ranges = existsSync(SUBORDINATES) ? readFileSync(SUBORDINATES, 'utf8').split('\n') : [];
  return ranges.some((line) => line.startsWith(`${username}:`) || line.startsWith(`${String(uid)}:`));
}

const SUBORDINATES = '/etc/subuid';

/** Declares a test that only root can run: it starts something as another user. Left out as `whenInstalled` says. */
export function whenRoot(title: string, body: () => Promise<void> | void, timeoutMs: number): void {
  if (process.getuid?.() === 0) it(title, body, timeoutMs);
  else leaveOut(title, 'needs to be started as root');
}

function leaveOut(title: string, why: string): void {
  const reason = `${title}: ${why}`;
  note(reason);
  if (process.env['CI'] !== 'true') {
    it.skip(title, () => undefined);
    return;
  }
  it(title, () => {
    throw new Error(`${reason}. In CI everything must run.`);
  });
}

/** A client by its name, or undefined. */
function find(name: string): Client | undefined {
  const folders = [process.env['QUENCH_TOOLS'] ?? '', process.env['PATH'] ?? ''].join(delimiter).split(delimiter);
  const path = folders
    .filter((folder) => folder !== '')
    .map((folder) => join(folder, name))
    .find(isProgram);
  return path === undefined ? undefined : { name, path };
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function note(reason: string): void {
  const file = process.env['QUENCH_NOT_RUN'];
  if (file !== undefined) appendFileSync(file, `${reason}\n`);
}
