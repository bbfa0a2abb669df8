import { spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { FileLock } from '../data-directory/file-lock.js';
import type { KeeperFiles } from './keeper-files.js';
import { launchEnvironment } from './launch.js';
import { rotateLog } from './log-lines.js';

/** Where relative imports say `.js` and only `.ts` is there, which is so when specs run this from source. */
const RESOLVE_SOURCE = `import { registerHooks } from 'node:module';
registerHooks({ resolve(specifier, context, next) {
  try { return next(specifier, context); }
  catch (fault) { if (!/^\\.{1,2}\\/.*\\.js$/.test(specifier)) throw fault; }
  return next(specifier.slice(0, -2) + 'ts', context);
} });`;

/** Flags under which Node runs this project's source; none when it was compiled. */
export const sourceFlags = (url: string): readonly string[] =>
  url.endsWith('.ts')
    ? [
        '--conditions=@quench/source',
        '--experimental-transform-types',
        '--disable-warning=ExperimentalWarning',
        `--import=data:text/javascript,${encodeURIComponent(RESOLVE_SOURCE)}`,
      ]
    : [];

/** A keeper's program: a module that ends with `keeperMain`, as the URL without its extension, and its arguments. */
export interface KeeperProgram {
  readonly module: URL;
  readonly parameters: readonly string[];
}

/**
 * Starts a keeper in a session of its own, so that it outlives us and our terminal, and hands it the lock.
 */
export async function startKeeper(program: KeeperProgram, files: KeeperFiles, lock: FileLock): Promise<void> {
  await rotateLog(files.keeperLog);
  const log = openSync(files.keeperLog, 'a', 0o600);
  const entry = `${fileURLToPath(program.module)}${import.meta.url.slice(-3)}`;
  const keeper = spawn(process.execPath, [...sourceFlags(import.meta.url), entry, ...program.parameters], {
    cwd: files.folder,
    detached: true,
    stdio: ['ignore', log, log, lock.fd],
    env: launchEnvironment(process.env['PATH'] ?? ''),
  });
  // Whether it lives is seen by its lock; why it did not start, by its log.
  keeper.on('error', () => undefined);
  keeper.unref();
  closeSync(log);
  lock.release();
}
