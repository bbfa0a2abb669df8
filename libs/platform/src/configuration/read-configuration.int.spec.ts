import 'reflect-metadata';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  IsArray,
  IsIn,
  IsInt,
  IsString,
  IsUrl,
  Max,
  Min,
  ValidateNested,
} from '@quench/contracts/rules';
import { execFileSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readConfiguration } from './read-configuration.js';

class Part {
  @IsUrl({ require_protocol: true }, { message: 'a URL such as http://a.example' }) readonly url: string;
  @IsIn(['green', 'blue']) readonly color: string;
}

class Options {
  @IsArray() @ArrayMaxSize(2) @ValidateNested({ each: true }) @Type(() => Part) readonly parts: readonly Part[] = [];
  @IsArray() @ArrayMinSize(1) @ArrayMaxSize(3) @IsString({ each: true }) readonly words: readonly string[] = ['a'];
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
    ['pollIntervalMs: soon', ':1: pollIntervalMs: expected a whole number from 1000 to 9000, found "soon"'],
    ['# often\npollIntervalMs: 3', ':2: pollIntervalMs: expected a whole number from 1000 to 9000, found 3'],
    ['pollIntervalMS: 5000', ':1: unknown option "pollIntervalMS". Did you mean "pollIntervalMs"? Known: parts, '],
    ['parts:\n  - color: red', ':2: missing option "parts.0.url"; expected a URL such as http://a.example\n'],
    ['parts:\n  - color: red', ':2: parts.0.color: expected one of green, blue, found "red"'],
    ['parts: 3', ':1: parts: expected a list (of at most 2) of options with values, found 3'],
    ['parts: [3]', ':1: parts.0: expected options with values, found 3'],
    ['words: [a, 1]', ':1: words: expected a list (from 1 to 3) of text, found ["a",1]'],
    ['[1, 2]', ': expected "option: value" in each line. Known: parts, pollIntervalMs, words'],
    ['', ': expected "option: value" in each line. Known: parts, pollIntervalMs, words'],
    ['\na: [', ':2: is not YAML; expected "option: value", found a: ['],
    ['a: 1\na: 2', ':2: this option is there twice; expected it once, found a: 2'],
    ['pollIntervalMs:', ':1: pollIntervalMs: expected a whole number from 1000 to 9000, found nothing'],
    ['a: &a 1\nb: *a', ':2: an alias (*name) stands for a value; expected the value itself'],
  ])('says where, what is expected and what was found: %j', async (text, said) => {
    await expect(read(text)).rejects.toMatchObject({ name: 'Rejection', code: 'configuration-invalid' });
    await expect(read(text)).rejects.toThrow(`${join(folder, 'quench.yaml')}${said}`);
  });

  it('says all that is wrong, from its first line to its last', async () => {
    const said = await read('words: []\npollIntervalMs: 3\nword: a').catch((error: unknown) => String(error));
    expect(String(said).match(/(?<=quench\.yaml:)\d/g)).toStrictEqual(['1', '2', '3']);
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
      await expect(readConfiguration(Options, file)).rejects.toThrow(`${file}: it is not a regular file`);
    }
  });
});
