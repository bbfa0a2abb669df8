import { expect, it } from '@jest/globals';
import type { SnapshotSource } from '@quench/plugin-sdk';
import { MiniArchive } from '@quench/testing';
import { debHost, NO_APT } from './deb-host.js';

const FROM: SnapshotSource = { origin: 'Debian', suite: 'trixie' };

it('finds packages at another base once the first is gone', async () => {
  const archives = [await MiniArchive.start(), await MiniArchive.start()];
  for (const one of archives) await one.publish('trixie', { put: [{ name: 'hello', version: '1.0-1' }] });
  const configured = archives.flatMap((one) => one.configuration());
  const { plugin, host, close } = await debHost({ archives: configured, client: NO_APT });
  try {
    const snapshot = await plugin.snapshots.take(
      FROM,
      { previous: undefined, platforms: ['linux/amd64'], now: new Date().toISOString() },
      host,
    );
    const { dependencies } = await plugin.dependencies.resolve(
      new Map([['packages.txt', 'hello\n']]),
      { platform: 'linux/amd64', snapshots: snapshot === undefined ? [] : [snapshot], without: [] },
      host,
    );
    const where = async (): Promise<string | undefined> => (await plugin.artifacts.locate(dependencies, host))[0]?.url;
    expect(await where()).toContain(configured[0]?.base);
    archives[0]?.misbehave('unavailable');
    expect(await where()).toContain(configured[1]?.base);
  } finally {
    await close();
    for (const one of archives) await one.close();
  }
});
