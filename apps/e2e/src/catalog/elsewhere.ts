import { spawn } from 'node:child_process';
import { chown, cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Image } from '../factory/factory-world.js';
import { program, type Answer } from '../factory/quench.js';

/** A user and a group that own nothing on any machine. */
const NOBODY = 65_534;

/** Nothing of this process' surroundings but where programs are. */
const FOREIGN = {
  PATH: process.env['PATH'] ?? '',
  TZ: 'Asia/Tokyo',
  LANG: 'tr_TR.UTF-8',
  LC_ALL: 'tr_TR.UTF-8',
};

/**
 * A machine as different as one machine can be: an ordinary user with a home of its own, another umask, time zone,
 * locale and directory, all with spaces in their names.
 */
export class Elsewhere {
  private constructor(private readonly folder: string) {}

  /** @param catalog a folder, which is copied */
  static async create(catalog: string, config: string): Promise<Elsewhere> {
    const folder = await mkdtemp(join(tmpdir(), 'quench else where '));
    await cp(catalog, join(folder, 'a catalog'), { recursive: true });
    await cp(config, join(folder, 'settings.yaml'));
    const here = new Elsewhere(folder);
    if (process.getuid?.() === 0) await here.giveAway();
    return here;
  }

  /** `up --once` */
  upOnce(): Promise<Answer> {
    return this.run('up', '--once', '--catalog', 'a catalog');
  }

  async images(): Promise<readonly Image[]> {
    return JSON.parse((await this.run('image', 'list', '--json')).out) as readonly Image[];
  }

  async remove(): Promise<void> {
    await rm(this.folder, { recursive: true, force: true });
  }

  private run(...args: readonly string[]): Promise<Answer> {
    const [node = '', ...rest] = program;
    const umask = ['/bin/sh', '-c', 'umask 077; exec "$0" "$@"', node, ...rest];
    const nobody = ['setpriv', `--reuid=${String(NOBODY)}`, `--regid=${String(NOBODY)}`, '--clear-groups'];
    const [command = '', ...before] = process.getuid?.() === 0 ? [...nobody, ...umask] : umask;
    const child = spawn(command, [...before, ...args, '--data', 'the data', '--config', 'settings.yaml'], {
      cwd: this.folder,
      env: { ...FOREIGN, HOME: this.folder },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let [out, err] = ['', ''];
    child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (err += chunk.toString()));
    return new Promise((resolve, reject) => {
      child.once('error', reject);
      child.once('close', (code) => resolve({ code, out, err }));
    });
  }

  private giveAway(): Promise<void> {
    return chown(this.folder, NOBODY, NOBODY);
  }
}
