import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { RegistryThrottled } from '@quench/ports';
import { eventually } from '@quench/testing';
import { PluginError, type DistributionPlugin, type Snapshot } from '@quench/plugin-sdk';
import { FolderContentStore } from '../content-store/index.js';
import { pluginCalling, PluginThread } from './index.js';
import { probePlugin } from './plugin-thread.fixture.js';

const SOURCE = { origin: 'Toys', suite: 'box' };
const OPTIONS = { previous: undefined, platforms: [], now: '2026-01-01T00:00:00Z' };

describe('a plugin in a thread', () => {
  let folder: string;
  let threads: PluginThread[];

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'plugin-thread-'));
    threads = [];
  });

  afterEach(async () => {
    await Promise.all(threads.map((thread) => thread.close()));
    await rm(folder, { recursive: true });
  });

  const open = (idleMs = 60_000): { readonly plugin: DistributionPlugin; readonly thread: PluginThread } => {
    const thread = new PluginThread({
      idleMs,
      data: {
        module: { specifier: new URL('./plugin-thread.fixture.ts', import.meta.url).href, exported: 'probePlugin' },
        registries: [{ base: 'https://toys.example/', details: {} }],
        content: join(folder, 'content'),
        cacheDirectory: join(folder, 'derived'),
        retry: { attempts: 1, delayMs: 1, maxWaitMs: 1 },
        limits: { idleMs: 1_000, timeoutMs: 1_000 },
      },
      entry: {
        url: new URL('./plugin.worker.ts', import.meta.url),
        execArgv: ['--import', '@swc-node/register/esm-register', '--conditions=@quench/source'],
      },
    });
    threads.push(thread);
    return { plugin: pluginCalling(probePlugin, thread), thread };
  };
  // Never looked at: the thread has its own.
  const host = {} as Parameters<DistributionPlugin['snapshots']['check']>[1];
  const take = (plugin: DistributionPlugin): Promise<Snapshot | undefined> =>
    plugin.snapshots.take(SOURCE, OPTIONS, host);

  it('answers from there, over the same registries and contents', async () => {
    const { plugin } = open();
    const snapshot = await take(plugin);
    expect(snapshot).toMatchObject({ source: SOURCE, signedBy: ['https://toys.example/', '1'] });
    const content = new FolderContentStore(join(folder, 'content'));
    expect(Buffer.from(await content.read(snapshot?.signed ?? 'sha256:', { maxBytes: 100 })).toString()).toBe('box');
  });

  it('keeps the kinds of errors apart', async () => {
    const { plugin } = open();
    const refused = await plugin.dependencies
      .resolve(new Map(), { platform: 'linux/amd64', snapshots: [], without: [] }, host)
      .catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(PluginError);
    expect(refused).toMatchObject({ code: 'unsatisfiable', message: 'No set fulfils it', chain: ['a', 'b'] });
    await expect(plugin.artifacts.locate([], host)).rejects.toMatchObject({
      name: 'TransientFault',
      code: 'registry-unreachable',
    });
    const after = (await take(plugin)) as Snapshot;
    const throttled = await plugin.snapshots.changes(undefined, after, host).catch((error: unknown) => error);
    expect(throttled).toBeInstanceOf(RegistryThrottled);
    expect(throttled).toMatchObject({ retryAfterMs: 7_000 });
  });

  it('starts again after it had nothing to do', async () => {
    const { plugin } = open(1);
    expect((await take(plugin))?.signedBy.at(-1)).toBe('1');
    await eventually('another thread', async () => {
      await sleep(200);
      return (await take(plugin))?.signedBy.at(-1) === '1';
    });
  });

  it('refuses a question that cannot be copied, and answers those that were asked with it', async () => {
    const { plugin } = open();
    const odd = { ...OPTIONS, odd: () => 'a function' };
    const asked = [OPTIONS, odd, OPTIONS].map((options) => plugin.snapshots.take(SOURCE, options, host));
    const [first, refused, last] = await Promise.allSettled(asked);
    expect([first?.status, last?.status]).toEqual(['fulfilled', 'fulfilled']);
    expect(refused).toMatchObject({
      status: 'rejected',
      reason: { message: expect.stringContaining('could not be cloned') },
    });
  });

  it('gives back what it was asked when it is closed', async () => {
    const { plugin, thread } = open();
    const snapshot = (await take(plugin)) as Snapshot;
    const asked = plugin.snapshots.check(snapshot, host).catch((error: unknown) => error);
    await thread.close();
    expect(await asked).toMatchObject({ name: 'TransientFault', code: 'plugin-thread-lost' });
  });
});
