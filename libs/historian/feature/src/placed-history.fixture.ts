import { afterEach, beforeEach } from '@jest/globals';
import type { DefinedPlace, ImageDefinition } from '@quench/contracts';
import { sha256, type Appended } from '@quench/kernel';
import { PluginError } from '@quench/plugin-sdk';
import { InMemoryReadModels } from '@quench/testing';
import { AT, HistoryWorld } from './history-world.fixture.js';
import { AskLag } from './lag.handler.js';
import { AskWhyNot } from './why-not.handler.js';

/** Versions of two numbers; a constraint is the first of them, or `*`. A purl may say it in capitals. */
const toy = {
  ecosystem: 'toy',
  naming: {
    parse: (purl: string) => {
      const [, name = '', version] = /^pkg:\w+\/(.+?)(?:@([^@/]+))?$/.exec(purl) ?? [];
      return { name: name.toLowerCase(), version };
    },
  },
  versions: {
    order: (versions: readonly string[]) => {
      if (versions.some((one) => !/^\d+\.\d+$/.test(one))) throw new PluginError('malformed-input', 'no version');
      return versions.toSorted();
    },
    isPrerelease: () => false,
    matching: (versions: readonly string[], constraint: string) =>
      versions.filter((one) => constraint === '*' || one.startsWith(`${constraint}.`)),
  },
};
export const X64 = 'pkg:toy/run-x64';
export const ARM = 'pkg:toy/run-arm';
const platforms = ['linux/amd64', 'linux/arm64'];
/** A place of both platforms. */
export const RUN: DefinedPlace = {
  ...{ path: '/run', name: 'run', version: '2', from: '.' },
  packages: { 'linux/amd64': X64, 'linux/arm64': ARM },
};
const definition: ImageDefinition = {
  ...{ image: 'run', summary: '', accounts: [], volumes: [], labels: {}, packages: [], files: {}, env: {} },
  ...{ workdir: '/', channels: [], tests: [], policy: { waive: [] }, platforms, places: [RUN] },
  run: { entrypoint: [], cmd: [], user: 'nonroot', uid: 1, gid: 1, ports: [], stopSignal: 'SIGTERM' },
  distribution: { release: 'debian/trixie', pockets: [] },
};

/** Declares a world with an image called `run` for each test of a file, and what specs of placed releases do with it. */
export function givenPlacedHistory() {
  let world: HistoryWorld;
  const listOf = (purl: string, versions: readonly string[]) =>
    world.documents.write({
      format: 1,
      releases: versions.map((one) => ({ purl: `${purl}@${one}`, publishedAt: AT })),
    });
  /** The image places files of releases, and its lock has the first release of the first of them. */
  async function define(more: Partial<ImageDefinition>, versionStreams: readonly string[] = []): Promise<void> {
    const digest = await world.documents.write({ ...definition, ...more });
    const lines = versionStreams.map((versionStream) => ({ versionStream, variant: 'prod' }));
    const also = { definition: digest, platforms, packages: [X64, ARM], ...(lines.length > 0 && { lines }) };
    await world.defined('run', also);
  }
  beforeEach(async () => {
    const ecosystems = { get: () => ({ plugin: toy }) };
    world = await HistoryWorld.open(new InMemoryReadModels(), {
      ecosystems,
      projects: { ...ecosystems, names: ['toy'] },
    });
  });
  afterEach(() => world.close());
  return {
    define,
    listOf,
    tell: (type: string, data: object): Promise<Appended> => world.tell(type, data),
    followed: async (purl: string, ...versions: readonly string[]) =>
      world.tell('watcher.PackageFollowed.v1', { purl, releases: 1, list: await listOf(purl, versions) }),
    /** A lock of the default line, or of another one. @param changes `run-x64 2.0 2.1`; without the first of the versions it is added */
    locked: (revision: number, changes: readonly string[], versionStream = 'default') =>
      world.locked('run', revision, { changes: changes.map(changed), versionStream }),
    moved: (revision: number) => world.moved('run', revision),
    why: async (release: string, image: string | undefined = 'run') =>
      (await world.ask(new AskWhyNot(release, image)))[0],
    /** What the image is behind with, by the name of the package. */
    behind: async (): Promise<readonly object[]> =>
      (await world.ask(new AskLag('run', AT))).lines.flatMap(({ behind }) => behind),
    everywhere: (release: string) => world.ask(new AskWhyNot(release, undefined)),
    /** The builder's word on a release of a place. */
    held: (to: string, { place = 'run', range = '2', ...more }: Partial<Record<string, string>> = {}) =>
      world.tell('builder.UpdateHeld.v1', { ...update(to, place, range), deadline: AT, fixed: [], ...more }),
    delayed: (to: string, until: string) =>
      world.tell('builder.UpdateDelayed.v1', { ...update(to, 'run', '2'), rule: 'cooldown: 3d', until }),
    decided: (type: 'Released' | 'Rejected' | 'Settled', to: string, place = 'run') =>
      world.tell(`builder.Update${type}.v1`, {
        ...{ ...line, purl: `place:toy/${place}`, name: place, to },
        ...(type === 'Settled' ? { outcome: 'taken' } : { reason: 'looked at it' }),
      }),
  };
}

function changed(text: string): object {
  const [name, ...versions] = text.split(' ');
  const [from, to] = versions.length === 1 ? [undefined, versions[0]] : versions;
  return { ...(from === undefined ? { kind: 'added' } : { kind: 'updated', from }), name, to, fixed: [], lost: [] };
}

const line = { image: 'run', versionStream: 'default', variant: 'prod' };

const update = (to: string, name: string, range: string) => ({
  ...{ ...line, purl: `place:toy/${name}`, name, from: `${range}.0`, to, step: 'minor' },
  ...{ urgent: false, rule: `hold: package ${name}`, definition: sha256('definition'), range },
  seen: { source: { ecosystem: 'toy', origin: X64, suite: range }, snapshot: sha256('list'), date: AT },
  packages: ['run-x64', 'run-arm'].map((one) => ({ name: one, from: `${range}.0`, to, fromBytes: 1, toBytes: 0 })),
});
