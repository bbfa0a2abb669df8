import { expect, it } from '@jest/globals';
import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { boundLogs } from './cluster-logs.js';

it('bounds every log of the folder, and nothing else', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'quench-logs-'));
  try {
    for (const name of ['builder.1.log', 'supervisor.log', 'state.json'])
      await writeFile(join(folder, name), 'x'.repeat(9));
    await writeFile(join(folder, 'tester.1.log'), 'x');
    await boundLogs(folder, 8);
    const names = (await readdir(folder)).sort();
    const sizes = await Promise.all(names.map(async (name) => [name, (await stat(join(folder, name))).size]));
    expect(Object.fromEntries(sizes)).toEqual({
      'builder.1.log': 0,
      'builder.1.log.1': 9,
      'state.json': 9,
      'supervisor.log': 0,
      'supervisor.log.1': 9,
      'tester.1.log': 1,
    });
  } finally {
    await rm(folder, { recursive: true });
  }
});
