import { tmpdir } from 'node:os';
import { expect, it } from '@jest/globals';
import { createPluginHost } from '@quench/platform/plugin-host';
import { npm } from '@quench/plugin-npm';
import { InMemoryContentStore } from '@quench/testing';
import type { Purl } from '@quench/plugin-sdk';

const FIVE_MINUTES = 300_000;

/** Of the first years and of these, with and without scope, small and with thousands of releases. */
const PACKAGES: readonly (readonly [purl: Purl, version: string])[] = [
  ['pkg:npm/express', '1.0.0beta'],
  ['pkg:npm/JSONStream', '1.3.5'],
  ['pkg:npm/react', '16.14.0'],
  ['pkg:npm/%40fastify/static', '8.0.3'],
];

it(
  'real registries tell of all releases, with their times, in the order of versions',
  async () => {
    const plugin = npm();
    const content = new InMemoryContentStore();
    const host = await createPluginHost({ plugin, content, cacheDirectory: tmpdir() });
    for (const [purl, version] of PACKAGES) {
      const { releases, complete } = await plugin.releases.list(purl, host);
      const list = releases.map((release) => release.version);
      expect([purl, complete, list.includes(version)]).toEqual([purl, true, true]);
      expect(plugin.versions.order(list)).toEqual(list);
      expect(releases.filter(({ publishedAt }) => publishedAt === undefined)).toEqual([]);
    }
    await expect(plugin.releases.list('pkg:npm/quench-spec-no-such-package', host)).rejects.toMatchObject({
      code: 'not-found',
    });
    await host.close();
  },
  FIVE_MINUTES,
);
