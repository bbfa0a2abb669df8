import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { IntegrityFault } from '@quench/kernel';
import type { DistributionPlugin, Snapshot } from '@quench/plugin-sdk';
import { ToyArchive, toyDistribution, ToyHost } from '@quench/testing';
import { FolderContentStore } from '../content-store/index.js';
import { pluginCalling } from './index.js';
import { LightHost } from './light-host.js';
import { callsOf } from './plugin-calls.js';

const SOURCE = { origin: 'Example', suite: 'trixie' };

/** What an archive serves may be larger than what is looked at in passing. */
class BoundedHost extends ToyHost {
  size = 0;

  override async get(url: string, limits = { maxBytes: 0 }): Promise<Uint8Array | undefined> {
    if (this.size > limits.maxBytes) throw new IntegrityFault('response-too-large', url);
    return super.get(url);
  }
}

describe('an archive that is asked again', () => {
  let folder: string;
  let archive: ToyArchive;
  let host: BoundedHost;
  let plugin: DistributionPlugin;
  /** How often the plugin was asked elsewhere. */
  let elsewhere: number;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'plugin-calls-'));
    archive = new ToyArchive();
    host = new BoundedHost(archive, new FolderContentStore(folder));
    const calls = callsOf(toyDistribution, host);
    elsewhere = 0;
    const take: typeof calls.take = (...args) => {
      elsewhere++;
      return calls.take(...args);
    };
    plugin = pluginCalling(toyDistribution, { ...calls, take });
    publish('2026-01-01T00:00:00Z');
  });
  afterEach(() => rm(folder, { recursive: true }));

  const publish = (date: string): void => archive.publish({ ...SOURCE, date }, []);
  const take = (previous?: Snapshot): Promise<Snapshot | undefined> =>
    plugin.snapshots.take(SOURCE, { previous, platforms: ['linux/amd64'], now: '2026-06-01T00:00:00Z' }, host);

  it('is asked here while it is as it was', async () => {
    const first = await take();
    expect(elsewhere).toBe(1);
    expect(await take(first)).toBeUndefined();
    expect(elsewhere).toBe(1);
  });

  it('is taken elsewhere when it changed', async () => {
    const first = await take();
    publish('2026-02-01T00:00:00Z');
    expect(await take(first)).toMatchObject({ date: '2026-02-01T00:00:00Z' });
    expect(elsewhere).toBe(2);
  });

  it('is refused here when what it says is wrong', async () => {
    const first = await take();
    archive.answer = { type: 'forged' };
    await expect(take(first)).rejects.toMatchObject({ code: 'not-authentic' });
    expect(elsewhere).toBe(1);
  });

  it('is not looked at in passing when it answers with much', async () => {
    host.size = 2_000_000;
    const light = new LightHost(host);
    await expect(light.get('x', { maxBytes: 1_000_000 })).rejects.toMatchObject({ code: 'response-too-large' });
    expect(light.overburdened).toBe(false);
    await expect(light.get('x', { maxBytes: 4_000_000 })).rejects.toThrow('more of a host');
    expect(light.overburdened).toBe(true);
  });
});
