import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findJava, javaVersion, majorOf } from './java.js';

let home: string;

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'quench java '));
  await mkdir(join(home, 'bin'));
});
afterAll(() => rm(home, { recursive: true }));

const says = (version: string): Promise<void> =>
  writeFile(join(home, 'bin', 'java'), `#!/bin/sh\necho '${version}' >&2\n`, { mode: 0o700 });

describe('Java', () => {
  it.each([
    ['openjdk version "17.0.15" 2025-04-15\nOpenJDK Runtime', '17.0.15', 17],
    ['java version "1.8.0_452"', '1.8.0_452', 8],
    ['openjdk version "25" 2025-09-16', '25', 25],
    ['openjdk version "26-ea" 2026-03-17', '26-ea', 26],
  ])('%s', (said, version, major) => {
    expect(javaVersion(said)).toBe(version);
    expect(majorOf(version)).toBe(major);
  });

  it('is taken from JAVA_HOME', async () => {
    await says('openjdk version "21.0.1" 2023-10-17');
    expect(await findJava({ JAVA_HOME: home })).toEqual({ program: join(home, 'bin', 'java'), version: '21.0.1' });
  });

  it('is refused when it is too old, with what to do', async () => {
    await says('openjdk version "11.0.2" 2019-01-15');
    const refused = findJava({ JAVA_HOME: home });
    await expect(refused).rejects.toMatchObject({ name: 'Rejection', code: 'java-too-old' });
    await expect(refused).rejects.toThrow(/is 11\.0\.2\. Install a newer one/);
  });

  it('is missed, with what to install', async () => {
    const missed = findJava({ PATH: home });
    await expect(missed).rejects.toMatchObject({ name: 'Rejection', code: 'java-missing' });
    await expect(missed).rejects.toThrow(/java is not on PATH\. Install it/);
    await expect(findJava({ JAVA_HOME: join(home, 'nowhere') })).rejects.toThrow(/nowhere.*JAVA_HOME names it/);
  });
});
