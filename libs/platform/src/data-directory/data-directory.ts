import { randomBytes, randomUUID } from 'node:crypto';
import { chmod, link, mkdir, open, readdir, readFile, realpath, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Rejection } from '@quench/kernel';
import { errorCode } from '../node-errors/index.js';
import { DirectoryClaim, InstancePlace, type DrainPatience } from './directory-claim.js';
import { type FileLock, tryLock, waitForLock } from './file-lock.js';
import { holderIn, UNNAMED, writeHolder } from './holder.js';
import { makeFolders } from './make-folders.js';

/** A secret that this data directory made for itself. */
export interface Secret {
  /** Mode 0600. */
  readonly file: string;
  readonly value: string;
}

/** Where one factory keeps everything. Belongs to its owner alone, whatever the umask. */
export class DataDirectory {
  /** @param path absolute, without symbolic links */
  private constructor(readonly path: string) {}

  /**
   * Makes the directory (0700) and its folders where they are missing. One that is there and open to others is closed to
   * them while it is empty; what is in it could be anybody's work otherwise.
   * @throws Rejection `data-directory-unusable`
   */
  static async open(path: string): Promise<DataDirectory> {
    try {
      await makeFolders(path, 0o700);
      const directory = new DataDirectory(await realpath(path));
      const { uid, mode } = await stat(directory.path);
      if (uid !== process.geteuid?.()) throw new Error(`it belongs to uid ${uid}, not to ${process.geteuid?.()}`);
      if ((mode & OTHERS) !== 0) await close(directory.path, mode);
      for (const name of [LOCKS, 'secrets', 'database']) {
        await mkdir(join(directory.path, name), { recursive: true, mode: 0o700 });
      }
      return directory;
    } catch (fault) {
      throw unusable(path, fault);
    }
  }

  /**
   * The one that is there; undefined where none was ever made.
   * @throws as `open`
   */
  static async find(path: string): Promise<DataDirectory | undefined> {
    const isMissing = await stat(join(path, LOCKS)).then(
      () => false,
      (fault: unknown) => errorCode(fault) === 'ENOENT',
    );
    return isMissing ? undefined : DataDirectory.open(path);
  }

  /** Root of the content store. */
  get contents(): string {
    return join(this.path, 'content');
  }

  /** Where the private keys of services are, and below it the public ones. */
  get keys(): string {
    return join(this.path, 'keys');
  }

  /** The folder of its locks; where it is there, a data directory was begun. */
  get locks(): string {
    return join(this.path, LOCKS);
  }

  /** A file that locks are taken on; see `file-lock.ts` for what they promise. */
  lockFile(name: string): string {
    return join(this.locks, `${name}.lock`);
  }

  secretFile(name: string): string {
    return join(this.path, 'secrets', name);
  }

  /**
   * Makes the secret when it is first asked for: 256 random bits as base64url, without a newline.
   * @throws Rejection `data-directory-unusable` when others than the owner may read or change the file
   */
  async secret(name: string): Promise<Secret> {
    const file = this.secretFile(name);
    if ((await stat(file).catch(() => undefined)) === undefined) await this.makeSecret(file);
    const { mode } = await stat(file);
    if ((mode & OTHERS) !== 0) {
      throw new Rejection(
        'data-directory-unusable',
        `${file} is open to others than its owner (mode ${octal(mode)}, expected 600). ` +
          'Find out who has had access to it, then chmod 600 it.',
      );
    }
    return { file, value: (await readFile(file, 'utf8')).trim() };
  }

  /**
   * Takes the directory for a command that must be the only one of its kind here, and keeps services that run apart out
   * of it; short commands go on beside it.
   * @param command as the person typed it, for the one who comes second
   * @throws Rejection `data-directory-in-use`, which says who, doing what, since when; also when services did not end
   * in time
   */
  async claim(command: string, { drainMs, note }: DrainPatience): Promise<DirectoryClaim> {
    const claim = await tryLock(this.lockFile('up'), 'exclusive');
    if (claim === undefined) throw this.inUse((await holderIn(this.holderFile('up'))) ?? UNNAMED);
    try {
      const services = (await tryLock(this.lockFile('services'), 'exclusive')) ?? (await this.drained(drainMs, note));
      await writeHolder(this.holderFile('up'), command);
      return new DirectoryClaim(claim, services);
    } catch (fault) {
      claim.release();
      throw fault;
    }
  }

  /**
   * Takes the place of an instance of a service that runs as a process of its own; other instances may have theirs.
   * @param instance such as `builder.2`
   * @throws Rejection `instance-malformed`, `instance-running` with its process, `data-directory-in-use` while `up` works
   */
  async join(instance: string): Promise<InstancePlace> {
    if (!INSTANCE.test(instance)) {
      throw new Rejection(
        'instance-malformed',
        `Not the name of an instance: ${instance}; expected one like builder.2`,
      );
    }
    const services = await tryLock(this.lockFile('services'), 'shared');
    if (services === undefined) throw this.inUse((await holderIn(this.holderFile('up'))) ?? UNNAMED);
    const name = `instance-${instance}`;
    const own = await tryLock(this.lockFile(name), 'exclusive');
    if (own === undefined) {
      services.release();
      const holder = (await holderIn(this.holderFile(name))) ?? UNNAMED;
      throw new Rejection(
        'instance-running',
        `${instance} runs on ${this.path} already: ${holder}. Give this one another name.`,
      );
    }
    await writeHolder(this.holderFile(name), `quench service, ${instance}`);
    return new InstancePlace(services, own);
  }

  private holderFile(name: string): string {
    return join(this.path, LOCKS, `${name}.json`);
  }

  /** The lock of services, once nobody shares it. */
  private async drained(drainMs: number, note: (line: string) => void): Promise<FileLock> {
    const file = this.lockFile('services');
    const instances = await this.instances();
    if (drainMs === 0) throw this.inUse(instances);
    note(`waiting for services to end that work on ${this.path}: ${instances}`);
    const services = await waitForLock(file, 'exclusive', { timeoutMs: drainMs });
    if (services === undefined) throw this.inUse(await this.instances());
    return services;
  }

  private async instances(): Promise<string> {
    const files = (await readdir(join(this.path, LOCKS))).filter((file) => /^instance-.*\.json$/.test(file));
    const holders = await Promise.all(files.map((file) => holderIn(join(this.path, LOCKS, file))));
    return holders.filter((holder) => holder !== undefined).join(', ') || UNNAMED;
  }

  private inUse(holder: string): Rejection {
    return new Rejection(
      'data-directory-in-use',
      `${this.path} is in use by ${holder}. Stop that one first, or give this one a directory of its own with --data.`,
    );
  }

  /** Two may make it at once: the first link wins, and no reader sees half a secret. */
  private async makeSecret(file: string): Promise<void> {
    const draft = `${file}.${randomUUID()}`;
    await writeFile(draft, randomBytes(32).toString('base64url'), { mode: 0o600, flag: 'wx', flush: true });
    try {
      await link(draft, file);
    } catch (fault) {
      if (errorCode(fault) !== 'EEXIST') throw fault;
    } finally {
      await rm(draft);
    }
    const folder = await open(dirname(file));
    await folder.sync().finally(() => folder.close());
  }
}

/** @returns Rejection `data-directory-unusable` */
export const unusable = (path: string, fault: unknown): Rejection =>
  new Rejection(
    'data-directory-unusable',
    `Cannot keep data in ${path}: ${(fault as Error).message}. Choose a directory of your own with --data.`,
    { cause: fault },
  );

/** The folder that every one has from its beginning. */
const LOCKS = 'locks';

/** A service and a number: no part of a path. */
const INSTANCE = /^[a-z]+\.\d+$/;

/** Of a mode: what it lets group and everybody do. */
const OTHERS = 0o077;

const octal = (mode: number): string => (mode & 0o777).toString(8);

/** Only an empty directory: closing one that others work in, such as /tmp, would break them. */
async function close(path: string, mode: number): Promise<void> {
  if ((await readdir(path)).length > 0) {
    throw new Error(
      `it is open to others than its owner (mode ${octal(mode)}, expected 700); chmod 700 it if it is yours alone`,
    );
  }
  await chmod(path, 0o700);
}
