import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect } from '@jest/globals';
import { FolderContentStore } from '@quench/platform/content-store';
import { createPluginHost } from '@quench/platform/plugin-host';
import { deb } from '@quench/plugin-deb';
import { PluginError, type Host, type Snapshot } from '@quench/plugin-sdk';
import { whenInstalled } from '@quench/testing';
import { AptReference, type AptAnswer } from './apt-reference.js';
import { Choices } from './choices.js';
import { SetDraw } from './draw-sets.js';
import { takeSnapshots } from './take-snapshots.js';

/** Draws a replacement for a name that the archive no longer has. */
const SEED = 20_261_124;
/** So many answers are also taken from a simulated run, which is five times as slow. */
const SIMULATED = 10;
const DISTRIBUTION = 'debian/trixie';
const PLATFORM = 'linux/amd64';
const MAX_INDEX_BYTES = 256 * 1024 * 1024;
const HALF_AN_HOUR = 1_800_000;

describe('the resolver', () => {
  whenInstalled('apt-get')(
    'answers 200 drawn sets, and sets that conflict, as apt does, refusals included',
    async (aptGet) => {
      const folder = await mkdtemp(join(tmpdir(), 'quench-resolver-'));
      const plugin = deb();
      const content = new FolderContentStore(join(folder, 'content'));
      const host = await createPluginHost({ plugin, content, cacheDirectory: join(folder, 'cache') });
      const snapshots = await takeSnapshots(DISTRIBUTION, plugin, host);
      const texts = await plainTexts(snapshots, host);
      const apt = await AptReference.start(aptGet?.path ?? '', texts);
      try {
        const choices = new Choices(texts.map((text) => Buffer.from(text).toString('latin1')));
        const ask = (set: Names): Promise<AptAnswer> => resolve(set, plugin, snapshots, host);
        const drawn = await currentSets('package-sets.json', choices.names);
        const conflicting = await currentSets('conflicting-sets.json', choices.names);
        for (const set of drawn.slice(0, SIMULATED)) expect(await apt.install(set)).toEqual(await apt.simulate(set));
        const answers = await compare(drawn, apt, ask);
        const refusals = await compare(conflicting, apt, ask);
        const chosen = answers.filter(({ theirs }) => theirs !== undefined && choices.in(theirs)).length;
        const refused = refusals.filter(({ theirs }) => theirs === undefined).length;
        process.stderr.write(
          `${drawn.length} sets, ${chosen} with choices; of ${conflicting.length} ${refused} refused\n`,
        );
        expect([...answers, ...refusals].filter(({ equal }) => !equal)).toEqual([]);
        expect(drawn).toHaveLength(200);
        expect(chosen).toBeGreaterThanOrEqual(60);
        expect(refused).toBeGreaterThan(0);
      } finally {
        await apt.stop();
        await rm(folder, { recursive: true, force: true });
      }
    },
    HALF_AN_HOUR,
  );
});

type Names = readonly string[];

interface Compared {
  readonly set: Names;
  readonly equal: boolean;
  readonly theirs: AptAnswer;
  readonly missing: unknown;
  readonly unexpected: unknown;
}

async function compare(
  sets: readonly Names[],
  apt: AptReference,
  ask: (set: Names) => Promise<AptAnswer>,
): Promise<readonly Compared[]> {
  const compared: Compared[] = [];
  for (const set of sets) {
    const [theirs, ours] = await Promise.all([apt.install(set), ask(set)]);
    compared.push({
      set,
      theirs,
      equal: JSON.stringify(theirs) === JSON.stringify(ours),
      missing: theirs?.filter((one) => !(ours ?? []).includes(one)) ?? 'apt refuses',
      unexpected: ours?.filter((one) => !(theirs ?? []).includes(one)) ?? 'we refuse',
    });
  }
  return compared;
}

type Deb = ReturnType<typeof deb>;

const plainTexts = (snapshots: readonly Snapshot[], host: Host): Promise<readonly Uint8Array[]> =>
  Promise.all(
    snapshots.flatMap(({ indexes }) =>
      indexes.map(({ plainDigest }) => host.read(plainDigest, { maxBytes: MAX_INDEX_BYTES })),
    ),
  );

/** The committed sets; a name that vanished is replaced by the next draw, and said. */
async function currentSets(file: string, names: readonly string[]): Promise<readonly Names[]> {
  const committed = JSON.parse(await readFile(new URL(file, import.meta.url), 'utf8')) as readonly Names[];
  const draw = new SetDraw(SEED + 1, names);
  return committed.map((set) =>
    set.map((name) => {
      if (names.includes(name)) return name;
      const next = draw.name();
      process.stderr.write(`${name} has vanished from ${DISTRIBUTION}; ${next} takes its place\n`);
      return next;
    }),
  );
}

async function resolve(set: Names, plugin: Deb, snapshots: readonly Snapshot[], host: Host): Promise<AptAnswer> {
  try {
    const project = new Map([['packages.txt', set.join('\n')]]);
    const options = { platform: PLATFORM, snapshots, without: [] };
    const { dependencies } = await plugin.dependencies.resolve(project, options, host);
    return dependencies.map(({ name, version }) => `${name} ${version}`).sort();
  } catch (error) {
    if (error instanceof PluginError && error.code === 'unsatisfiable') return undefined;
    throw error;
  }
}
