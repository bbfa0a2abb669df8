import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { access, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import { IntegrityFault } from '@quench/kernel';

/** Of this folder of the sources, wherever this runs from: compiled code has only code beside it. */
const source = (name: string): string =>
  fileURLToPath(new URL(`../../src/embedded-kafka/jars/${name}`, import.meta.url));

/** What Maven is asked for. */
export const POM = source('pom.xml');

/** A jar and its SHA-256 in hexadecimal. */
export interface LockedJar {
  readonly name: string;
  readonly sha256: string;
}

/** Every jar of the broker, in the order of the class path: a class archive fits no other order. */
export async function lockedJars(): Promise<readonly LockedJar[]> {
  const lines = (await readFile(source('jars.sha256'), 'utf8')).trim().split('\n');
  return lines.map((line) => ({ sha256: line.slice(0, 64), name: line.slice(66) }));
}

/** Whether all of them are in the folder and can be read, whatever they contain. */
export async function hasJars(folder: string, jars: readonly LockedJar[]): Promise<boolean> {
  const found = await Promise.allSettled(jars.map(({ name }) => access(join(folder, name))));
  return found.every(({ status }) => status === 'fulfilled');
}

/**
 * Compares the bytes of each jar with the lock.
 * @throws IntegrityFault `broker-jars-altered`
 */
export async function verifyJars(folder: string, jars: readonly LockedJar[]): Promise<void> {
  for (const { name, sha256 } of jars) {
    const hash = createHash('sha256');
    await pipeline(createReadStream(join(folder, name)), hash);
    const found = hash.digest('hex');
    if (found === sha256) continue;
    throw new IntegrityFault(
      'broker-jars-altered',
      `${join(folder, name)} has the SHA-256 ${found}, expected ${sha256}. Remove ${folder}, and it is fetched again; ` +
        `if it differs again, what Maven is configured to ask delivers something else.`,
    );
  }
}
