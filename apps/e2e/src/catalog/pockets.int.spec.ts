import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { Image } from '../factory/factory-world.js';
import { HANG_MS, RealFactory, type Built } from './real-factory.js';
import { shippedLine } from './shipped-catalog.js';

const IMAGES = ['nginx', 'redis-bookworm'] as const;

/** What is no fix of the archive waits for a year. */
const AGE_GATE = 'cooldown: 365d\n';

interface Lag {
  readonly lines: readonly { readonly image: string; readonly published: { readonly releases: number } }[];
}

interface Diff {
  readonly from: number;
  readonly to: number;
  readonly changes: readonly {
    readonly name: string;
    readonly from?: string;
    readonly to?: string;
    readonly fixed: readonly string[];
  }[];
  readonly fixed: readonly string[];
  readonly layers?: { readonly changed: number; readonly total: number };
}

interface Stage {
  readonly image: Image;
  readonly built: Built;
}

let factory: RealFactory;
const released = new Map<string, Stage>();
const patched = new Map<string, Stage>();

async function round(stages: Map<string, Stage>): Promise<void> {
  const { code, err } = await factory.upOnce();
  if (code !== 0) throw new Error(err);
  for (const name of IMAGES) stages.set(name, { image: await factory.image(name), built: await factory.built(name) });
}

beforeAll(async () => {
  factory = await RealFactory.create();
  for (const name of IMAGES) {
    const definition = await shippedLine(name);
    const release = definition['distribution'];
    await factory.catalog.write({ ...definition, distribution: { release, pockets: ['release'] } });
  }
  await round(released);
  await factory.catalog.writeAsset('policy.yaml', AGE_GATE);
  for (const name of IMAGES) await factory.catalog.write(await shippedLine(name));
  await round(patched);
}, HANG_MS);
afterAll(() => factory.close(), HANG_MS);

/** Images of which the other pockets have newer packages. */
const moved = (): readonly { readonly name: string; readonly before: Stage; readonly after: Stage }[] =>
  IMAGES.flatMap((name) => {
    const [before, after] = [released.get(name), patched.get(name)];
    if (before === undefined || after === undefined) throw new Error(`${name} was not built`);
    return before.image.digest === after.image.digest ? [] : [{ name, before, after }];
  });

it(
  'is a new lock, tested and published, for every image that updates and security have packages for',
  () => {
    expect(moved().length).toBeGreaterThan(0);
    for (const name of IMAGES) expect(patched.get(name)?.image).toMatchObject({ verdict: 'approved', problem: '' });
  },
  HANG_MS,
);

it(
  'rebuilds only the layers of what changed',
  async () => {
    for (const { name, before, after } of moved()) {
      const { changes } = await factory.quench.ask<Diff>('image', 'diff', name);
      const names = changes.map((change) => change.name);
      const old = new Set(before.built.layers.map(({ digest }) => digest));
      const fresh = after.built.layers.filter(({ digest }) => !old.has(digest));
      for (const { packages } of fresh) {
        const of = packages.map((purl) => /\/([^/@]+)@/.exec(purl)?.[1] ?? purl);
        // The layer above the packages holds their records, and no package.
        expect({ name, of, changed: of.length === 0 || of.some((one) => names.includes(one)) }).toMatchObject({
          changed: true,
        });
      }
      const { layersBuilt, layersReused } = after.built.cost;
      // The layer below the packages is made for the whole list, and comes out as it was.
      expect({ name, layersBuilt }).toStrictEqual({ name, layersBuilt: fresh.length + 1 });
      expect(layersBuilt + layersReused).toBe(after.built.layers.length);
      expect(layersReused).toBeGreaterThan(layersBuilt);
    }
  },
  HANG_MS,
);

it(
  'lists what it fixes, and one command shows the difference',
  async () => {
    for (const { name, after } of moved()) {
      const diff = await factory.quench.ask<Diff>('image', 'diff', name);
      expect(diff).toMatchObject({ from: 1, to: 2, layers: { total: after.built.layers.length } });
      expect(diff.changes.length).toBeGreaterThan(0);
      for (const { from, to } of diff.changes) expect(from).not.toBe(to);
      const [, lock] = await factory.facts(name, 'builder.LockResolved.v1');
      const locked = (lock?.['changes'] as Diff['changes']).flatMap(({ fixed }) => fixed);
      expect(diff.fixed).toStrictEqual([...new Set(locked)].sort());
    }
    const all = await Promise.all(moved().map(({ name }) => factory.quench.ask<Diff>('image', 'diff', name)));
    expect(all.flatMap(({ fixed }) => fixed).every((id) => /^CVE-\d{4}-\d{4,}$/.test(id))).toBe(true);
    expect(all.flatMap(({ fixed }) => fixed).length).toBeGreaterThan(0);
  },
  HANG_MS,
);

it(
  'lets fixes pass an age gate, and tells in how much time they were published',
  async () => {
    const { lines } = await factory.quench.json<Lag>('lag');
    for (const { name } of moved()) {
      const { changes } = await factory.quench.ask<Diff>('image', 'diff', name);
      const fixes = changes.filter(({ fixed }) => fixed.length > 0);
      const fix = `${fixes[0]?.name ?? ''}@${fixes[0]?.to ?? ''}`;
      expect(await factory.quench.json('whynot', fix, name)).toMatchObject([{ stage: 'published' }]);
      const { published } = lines.find(({ image }) => image === name) ?? {};
      expect(published?.releases).toBeGreaterThanOrEqual(new Set(fixes.map(({ to }) => to)).size);
    }
    const waiting = await factory.quench.json<readonly { readonly phase: string }[]>('hold', 'list');
    expect(waiting.filter(({ phase }) => phase !== 'delayed')).toEqual([]);
  },
  HANG_MS,
);
