import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { eventually } from '@quench/testing';
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LogFile } from './index.js';

describe('a log file', () => {
  let folder: string;
  let path: string;
  const faults: Error[] = [];
  const onFault = (fault: Error): void => void faults.push(fault);

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'quench-log-'));
    path = join(folder, 'log.jsonl');
    faults.splice(0);
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  it('is appended to, and is its owner’s alone', async () => {
    for (const line of ['one\n', 'two\n']) {
      const log = new LogFile(path, onFault);
      log.write(line);
      await log.close();
    }
    expect(await readFile(path, 'utf8')).toBe('one\ntwo\n');
    expect((await stat(path)).mode & 0o777).toBe(0o600);
  });

  it('begins anew when it has grown, and keeps one old one', async () => {
    await writeFile(path, 'old\n'.repeat(10));
    const log = new LogFile(path, onFault, 40);
    log.write('1\n');
    await eventually('the line is written', async () => (await readFile(path, 'utf8').catch(() => '')) === '1\n');
    expect(await readFile(`${path}.1`, 'utf8')).toBe('old\n'.repeat(10));
    for (let n = 0; n < 3; n++) {
      log.write(`${'x'.repeat(38)}\n`);
      const size = n + 1;
      await eventually('it is written', async () => (await stat(path).catch(() => undefined))?.size !== size);
    }
    await log.close();
    expect((await readdir(folder)).sort()).toEqual(['log.jsonl', 'log.jsonl.1']);
    expect((await stat(path)).size).toBeLessThan(80);
    expect(faults).toEqual([]);
  });

  it('that cannot be written is told of once, and ends nothing', async () => {
    const log = new LogFile('/dev/full', onFault);
    log.write('one\n');
    await eventually('the fault is told', () => faults.length > 0);
    log.write('two\n');
    await log.close();
    expect(faults).toMatchObject([{ code: 'ENOSPC' }]);
  });
});
