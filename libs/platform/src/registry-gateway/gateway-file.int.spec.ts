import { expect, it } from '@jest/globals';
import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readGateway, removeGateway, writeGateway } from './gateway-file.js';

it('is read whole or not at all, by whoever looks while it is written', async () => {
  const data = await mkdtemp(join(tmpdir(), 'quench-gateway-'));
  try {
    const address = '127.0.0.1:1';
    await writeGateway(data, address);
    const first = (await stat(join(data, 'gateway.json'))).ino;
    await writeGateway(data, address);
    // Another file: the one that is being read is never written to.
    expect((await stat(join(data, 'gateway.json'))).ino).not.toBe(first);
    let writing = true;
    const written = (async () => {
      for (let n = 0; n < 200; n++) await writeGateway(data, address);
      writing = false;
    })();
    while (writing) expect(await readGateway(data)).toBe(address);
    await written;
    expect(await readdir(data)).toEqual(['gateway.json']);
    await removeGateway(data);
    expect(await readGateway(data)).toBeUndefined();
  } finally {
    await rm(data, { recursive: true });
  }
});
