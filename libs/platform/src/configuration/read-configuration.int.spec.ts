import 'reflect-metadata';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { IsInt, Max, Min } from 'class-validator';
import { execFileSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readConfiguration } from './read-configuration.js';

class Options {
  @IsInt() @Min(1_000) @Max(9_000) readonly pollIntervalMs: number = 3_000;
}

let folder: string;
const read = async (text: string): Promise<Options> => {
  await writeFile(join(folder, 'quench.yaml'), text);
  return readConfiguration(Options, join(folder, 'quench.yaml'));
};

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'quench configuration '));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

it('has the defaults without a file, and for what a file leaves out', async () => {
  expect((await readConfiguration(Options, undefined)).pollIntervalMs).toBe(3_000);
  expect((await read('{}')).pollIntervalMs).toBe(3_000);
});

it('takes what the file says', async () => {
  expect((await read('pollIntervalMs: 5000')).pollIntervalMs).toBe(5_000);
});

describe('a file that is refused', () => {
  it.each([
    ['pollIntervalMs: soon', 'pollIntervalMs = "soon": pollIntervalMs must be an integer number'],
    ['pollIntervalMs: 3', 'pollIntervalMs = 3: pollIntervalMs must not be less than 1000'],
    ['pollIntervalMS: 5000', 'property pollIntervalMS should not exist'],
    ['[1, 2]', 'expected options such as pollIntervalMs'],
    ['a: [', 'is not YAML'],
    ['a: &a 1\nb: *a', 'is not YAML'],
  ])('says what is wrong with %j', async (text, said) => {
    await expect(read(text)).rejects.toMatchObject({ name: 'Rejection', code: 'configuration-invalid' });
    await expect(read(text)).rejects.toThrow(said);
  });

  it('may not exist, and is then named', async () => {
    const file = join(folder, 'none.yaml');
    await expect(readConfiguration(Options, file)).rejects.toThrow(`There is no configuration file ${file}`);
  });

  it('may be larger than any honest one, in bytes', async () => {
    await expect(read(`# ${'é'.repeat(500_000)}`)).rejects.toThrow('is larger than 1000000 bytes');
  });

  it('is read only if it has an end', async () => {
    const pipe = join(folder, 'pipe');
    execFileSync('mkfifo', [pipe]);
    for (const file of [pipe, '/dev/zero', folder]) {
      await expect(readConfiguration(Options, file)).rejects.toThrow('it is not a regular file');
    }
  });
});
