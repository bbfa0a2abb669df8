import { createHash, randomUUID } from 'node:crypto';
import { access, chmod, constants, copyFile, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { BrokerFiles } from './kafka-files.js';
import { lockedJars } from './jar-lock.js';
import type { KafkaPrograms } from './kafka-programs.js';

/**
 * Java's class data sharing: classes as they lie in memory, so that a start takes half the time. The first broker that
 * ends cleanly writes them, which makes that one stop slower; they are kept beside the jars.
 */
export interface ClassArchive {
  /** Options for the Java virtual machine. */
  readonly options: readonly string[];
  /** Keeps what the program wrote at its end, if it did. */
  collect(): Promise<void>;
}

export async function classArchive(programs: KafkaPrograms, broker: BrokerFiles): Promise<ClassArchive> {
  const archive = join(programs.jars, `classes-${await fingerprint(programs)}.jsa`);
  const draft = join(broker.folder, 'classes.jsa');
  await rm(draft, { force: true });
  const nothing = (): Promise<void> => Promise.resolve();
  if (await can(archive, constants.R_OK)) {
    return { options: [`-XX:SharedArchiveFile=${archive}`], collect: nothing };
  }
  // One broker is enough to write it.
  if (broker.id !== 1 || !(await can(programs.jars, constants.W_OK))) return { options: [], collect: nothing };
  return { options: [`-XX:ArchiveClassesAtExit=${draft}`], collect: () => collect(draft, archive) };
}

/** Java ignores an archive that another version wrote, or for jars at another place or of another time. */
async function fingerprint({ java, jars }: KafkaPrograms): Promise<string> {
  const hash = createHash('sha256').update(`${java.version}\n${jars}\n`);
  for (const { name } of await lockedJars()) hash.update(`${(await stat(join(jars, name))).mtimeMs}\n`);
  return hash.digest('hex').slice(0, 16);
}

/** The jars may be on another file system; readers see a whole archive or none. */
async function collect(draft: string, archive: string): Promise<void> {
  if ((await stat(draft).catch(() => undefined)) === undefined) return;
  const copy = `${archive}.${randomUUID()}`;
  try {
    await copyFile(draft, copy);
    await chmod(copy, 0o644);
    await rename(copy, archive);
  } finally {
    await rm(copy, { force: true });
    await rm(draft, { force: true });
  }
}

const can = (path: string, mode: number): Promise<boolean> =>
  access(path, mode).then(
    () => true,
    () => false,
  );
