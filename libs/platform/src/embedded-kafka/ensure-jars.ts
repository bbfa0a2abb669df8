import { access, constants, mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { TransientFault } from '@quench/kernel';
import { waitForLock } from '../data-directory/file-lock.js';
import { fetchJars } from './fetch-jars.js';
import { hasJars, type LockedJar, lockedJars, verifyJars } from './jar-lock.js';

/** Beside the other tools that this installation brought. */
export const INSTALLED = fileURLToPath(new URL('../../../../.toolchain/kafka', import.meta.url));

const LOCK_MS = 600_000;

/**
 * A folder with the broker's jars, each as the lock says. They are looked for in the folders in turn; where none has
 * them they are fetched into the first that can be written.
 * @param environment Maven's; it finds its settings by it
 * @throws Rejection `maven-missing`
 * @throws TransientFault `broker-jars-not-fetched`
 * @throws IntegrityFault `broker-jars-altered`
 */
export async function ensureJars(
  folders: readonly string[],
  log: (line: string) => void,
  environment: NodeJS.ProcessEnv,
): Promise<string> {
  const jars = await lockedJars();
  const found = await firstOf(folders, (folder) => hasJars(folder, jars));
  if (found !== undefined) {
    await verifyJars(found, jars);
    return found;
  }
  const chosen = await firstOf(folders, isWritable);
  if (chosen === undefined) {
    throw new TransientFault('broker-jars-not-fetched', `Cannot write to ${folders.join(' or ')}.`);
  }
  await fetchOnce(chosen, jars, async () => {
    log(`Fetching the jars of Kafka with Maven into ${chosen}, once`);
    await fetchJars(chosen, jars, environment);
  });
  return chosen;
}

/** Who comes second waits, and finds them. */
async function fetchOnce(folder: string, jars: readonly LockedJar[], fetch: () => Promise<void>): Promise<void> {
  const lock = await waitForLock(`${folder}.lock`, 'exclusive', { timeoutMs: LOCK_MS });
  if (lock === undefined) {
    throw new TransientFault('broker-jars-not-fetched', `Somebody else has been fetching ${folder} for too long.`);
  }
  try {
    if (!(await hasJars(folder, jars))) await fetch();
  } finally {
    lock.release();
  }
}

async function firstOf(
  folders: readonly string[],
  holds: (folder: string) => Promise<boolean>,
): Promise<string | undefined> {
  for (const folder of folders) if (await holds(folder)) return folder;
  return undefined;
}

async function isWritable(folder: string): Promise<boolean> {
  try {
    await mkdir(dirname(folder), { recursive: true });
    await access(dirname(folder), constants.W_OK);
    return true;
  } catch {
    return false;
  }
}
