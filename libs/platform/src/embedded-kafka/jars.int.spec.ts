import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { whenInstalled } from '@quench/testing';
import { execFileSync } from 'node:child_process';
import { appendFile, mkdir, mkdtemp, readdir, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureJars } from './ensure-jars.js';
import { lockedJars } from './jar-lock.js';

const HANG_MS = 300_000;
const log = (): void => undefined;

let folder: string;
let bin: string;
let jars: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'quench jars '));
  bin = join(folder, 'bin');
  jars = join(folder, 'tools', 'kafka jars');
  await mkdir(bin);
  for (const name of ['setpriv', 'sh', 'touch']) {
    await symlink(execFileSync('which', [name], { encoding: 'utf8' }).trim(), join(bin, name));
  }
});
afterEach(() => rm(folder, { recursive: true }));

/** A host whose Maven does this; of a shell script. */
async function maven(does: string): Promise<NodeJS.ProcessEnv> {
  await writeFile(join(bin, 'mvn'), `#!/bin/sh\n${does}\n`, { mode: 0o700 });
  return { PATH: bin };
}

describe('the jars of Kafka', () => {
  whenInstalled('mvn')(
    'are fetched once, with Maven, and are those of the lock; an altered one is refused',
    async () => {
      const lines: string[] = [];
      const twice = [1, 2].map(() => ensureJars([jars], (line) => lines.push(line), process.env));
      expect(await Promise.all(twice)).toEqual([jars, jars]);
      expect(lines).toEqual([expect.stringMatching(/^Fetching the jars of Kafka with Maven into .*, once$/)]);
      const names = (await readdir(jars)).sort();
      expect(names).toEqual((await lockedJars()).map(({ name }) => name).sort());
      expect((await stat(jars)).mode & 0o777).toBe(0o755);
      expect(await readdir(join(jars, '..'))).toEqual(['kafka jars', 'kafka jars.lock']);

      expect(await ensureJars([join(folder, 'not there'), jars], log, { PATH: bin })).toBe(jars);
      await appendFile(join(jars, names[0] ?? ''), 'x');
      const refused = ensureJars([jars], log, { PATH: bin });
      await expect(refused).rejects.toMatchObject({ name: 'IntegrityFault', code: 'broker-jars-altered' });
      await expect(refused).rejects.toThrow(`Remove ${jars}`);
    },
    HANG_MS,
  );

  it('are looked for with the settings of the home that the environment names', async () => {
    const env = { ...(await maven('echo "[ERROR] told $JDK_JAVA_OPTIONS"; exit 1')), HOME: '/home/a user' };
    await expect(ensureJars([jars], log, env)).rejects.toThrow('told "-Duser.home=/home/a user"');
  });

  it('are missed without Maven, with what to install', async () => {
    const missed = ensureJars([jars], log, { PATH: bin });
    await expect(missed).rejects.toMatchObject({ name: 'Rejection', code: 'maven-missing' });
    await expect(missed).rejects.toThrow(/apt-get install maven/);
  });

  it('are not there when Maven fails: its own line says why, and nothing half made stays', async () => {
    const environment =
      await maven(`for o in "$@"; do case "$o" in -DoutputDirectory=*) : >"\${o#*=}/half.jar";; esac; done
      echo '[INFO] begins'; echo '[ERROR] Failed to execute goal: no route to the repository'; echo '[ERROR] [Help 1]'; exit 1`);
    const failed = ensureJars([jars], log, environment);
    await expect(failed).rejects.toMatchObject({ name: 'TransientFault', code: 'broker-jars-not-fetched' });
    await expect(failed).rejects.toThrow(/no route to the repository.*See that Maven reaches/s);
    expect(await readdir(join(jars, '..'))).toEqual(['kafka jars.lock']);
  });

  it('are refused when Maven brings others', async () => {
    const [first] = await lockedJars();
    const environment = await maven(`for o in "$@"; do case "$o" in -DoutputDirectory=*) out="\${o#*=}";; esac; done
      echo stranger >"$out/${first?.name}"`);
    const refused = ensureJars([jars], log, environment);
    await expect(refused).rejects.toMatchObject({ name: 'IntegrityFault', code: 'broker-jars-altered' });
    expect(await readdir(join(jars, '..'))).toEqual(['kafka jars.lock']);
  });

  it('go to the first folder that can be written', async () => {
    await writeFile(join(folder, 'a file'), '');
    const failed = ensureJars([join(folder, 'a file', 'tools', 'jars'), jars], log, await maven('exit 3'));
    await expect(failed).rejects.toMatchObject({ code: 'broker-jars-not-fetched' });
    expect(await readdir(join(jars, '..'))).toEqual(['kafka jars.lock']);
  });
});
