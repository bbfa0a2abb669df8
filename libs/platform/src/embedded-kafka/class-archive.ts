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
  const draft = join(broker.folder, 'classes.jsa');
  await rm(draft, { force: true });
  const nothing = (): Promise<void> => Promise.resolve();
  const options = await readOptions(programs);
  // One broker is enough to write it.
  if (options.length > 0 || broker.id !== 1 || !(await can(programs.jars, constants.W_OK))) {
    return { options, collect: nothing };
  }
  const archive = await archiveOf(programs);
  return {
    options: [`-XX:ArchiveClassesAtExit=${draft}`],
    // Without it the next start is slower, no more.
    collect: () => collect(draft, archive).catch(() => undefined),
  };
}

/** Options to start any of Kafka's programs with the archive; none when it has not been written yet. */
export async function readOptions(programs: KafkaPrograms): Promise<readonly string[]> {
  const archive = await archiveOf(programs);
  return (await can(archive, constants.R_OK)) ? [`-XX:SharedArchiveFile=${archive}`] : [];
}

/** Where it is: Java ignores an archive that another version wrote, or for jars at another place or of another time. */
async function archiveOf({ java, jars }: KafkaPrograms): Promise<string> {
  const hash = createHash('sha256').update(`${java.version}\n${jars}\n`);
  for (const { name } of await lockedJars()) hash.update(`${(await stat(join(jars, name))).mtimeMs}\n`);
  return join(jars, `classes-${hash.digest('hex').slice(0, 16)}.jsa`);
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
