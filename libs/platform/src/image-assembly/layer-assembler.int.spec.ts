import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { LockedPackage, PlannedLayer, Recipe } from '@quench/contracts';
import { digest } from '@quench/kernel';
import type { Assembly, AssemblyRequest } from '@quench/ports';
import { lockedToy, TOY_TIME, toyDirectory, toyFile, toyPlugin, toyRecipe, type LockedToy } from '@quench/testing';
import { unpackArchive } from '../archives/index.js';
import { FolderContentStore } from '../content-store/index.js';
import { InProcessExecutor } from './in-process-executor.fixture.js';
import { LayerAssembler } from './layer-assembler.js';
import { TOY_KNOWN } from './toy-known.fixture.js';
import type { JobExecutor } from './layer-job.js';
import { WorkerPool } from './worker-pool.js';

const LIMITS = { maxBytes: 256 * 1024 * 1024, maxEntries: 10_000 };

/** Content that deflate cannot squeeze to nothing, of several chunks. */
function noise(size: number, seed: number): string {
  const bytes = Buffer.alloc(size);
  let state = seed;
  for (let at = 0; at < size; at++) {
    state = (Math.imul(state, 1103515245) + 12345) >>> 0;
    bytes[at] = at % 8 < 5 ? 97 + (at % 5) : state >>> 24;
  }
  return bytes.toString('base64');
}

const alpha = lockedToy('alpha', {
  entries: [toyDirectory('usr/bin'), toyFile('usr/bin/alpha', noise(3_000_000, 1)), toyDirectory('var/data', 0o750)],
  contributions: [{ name: 'cert', content: 'A' }],
});
const beta = lockedToy('beta', {
  entries: [toyDirectory('var/data', 0o755), toyFile('usr/share/doc/beta', noise(100, 2))],
  contributions: [{ name: 'cert', content: 'B' }],
});
const gamma = lockedToy('gamma', { entries: [{ ...toyFile('usr/share/doc/gamma', ''), mtime: TOY_TIME + 60 }] });

const planOf = (...groups: readonly (readonly LockedToy[])[]): readonly PlannedLayer[] => [
  { kind: 'base', packages: [] },
  ...groups.map((group) => ({
    kind: group.length > 1 ? ('shared' as const) : ('package' as const),
    packages: group.map(({ locked }) => locked.purl),
  })),
  { kind: 'top', packages: [] },
];

let folder: string;
let store: FolderContentStore;
const open: JobExecutor[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'assembly '));
  store = new FolderContentStore(join(folder, 'content'));
});

afterEach(async () => {
  await Promise.all(open.splice(0).map((executor) => executor.close()));
  await rm(folder, { recursive: true, force: true });
});

const inProcess = (): JobExecutor => new InProcessExecutor(new Map([['toy', toyPlugin]]));

function threads(size: number): JobExecutor {
  const pool = new WorkerPool({
    size,
    plugins: [
      { specifier: new URL('../../../testing/src/image/toy-plugin.ts', import.meta.url).href, exported: 'toyPlugin' },
    ],
    entry: {
      url: new URL('./assembly.worker.ts', import.meta.url),
      execArgv: ['--import', '@swc-node/register/esm-register', '--conditions=@quench/source'],
    },
  });
  open.push(pool);
  return pool;
}

interface Case {
  readonly plan?: readonly PlannedLayer[];
  readonly image?: Partial<Recipe['image']>;
  readonly cache?: AssemblyRequest['cache'];
  readonly executor?: JobExecutor;
  readonly cacheDirectory?: string;
  readonly signal?: AbortSignal;
}

async function assemble(toys: readonly LockedToy[], options: Case = {}): Promise<Assembly> {
  for (const { bytes } of toys) await store.write(bytes);
  const packages: readonly LockedPackage[] = toys.map(({ locked }) => locked);
  const { executor = inProcess(), cacheDirectory = join(folder, 'cache') } = options;
  const assembler = new LayerAssembler({ store, ...TOY_KNOWN, executor, cacheDirectory });
  return assembler.assemble(
    {
      ...{ packages, recipe: toyRecipe(packages, options.image), cache: options.cache ?? 'use' },
      plan: options.plan ?? planOf(...toys.map((toy) => [toy])),
    },
    { signal: options.signal ?? new AbortController().signal },
  );
}

async function entriesOf(layer: { readonly digest: string } | undefined) {
  const bytes = await store.read(digest(layer?.digest ?? ''), { maxBytes: LIMITS.maxBytes });
  return unpackArchive(bytes, LIMITS);
}

const digests = ({ layers }: Assembly): readonly string[] => layers.map((layer) => layer.digest);

describe('layer assembler', () => {
  it('dates a layer by its own newest file', async () => {
    const { layers } = await assemble([alpha, gamma]);
    const times = async (at: number) => new Set((await entriesOf(layers[at])).map((entry) => entry.mtime));
    expect(await times(1)).toEqual(new Set([TOY_TIME]));
    expect(await times(3)).toEqual(new Set([TOY_TIME + 60]));
  });

  it('tells what came inside of which package, also of a layer that was made before', async () => {
    const module = { purl: 'pkg:npm/a@1.0.0', name: 'a', version: '1.0.0' } as const;
    const other = { purl: 'pkg:npm/b@1.0.0', name: 'b', version: '1.0.0' } as const;
    const carriers = [
      lockedToy('delta', { entries: [toyFile('usr/delta', '')], bundled: [module, other] }),
      lockedToy('epsilon', { entries: [toyFile('usr/epsilon', '')], bundled: [module] }),
    ];
    const plan = planOf([alpha], carriers);
    const [delta, epsilon] = carriers.map(({ locked }) => locked.purl);
    const expected = [
      { ...module, within: delta },
      { ...other, within: delta },
      { ...module, within: epsilon },
    ];
    for (const executor of [inProcess(), threads(1)]) {
      expect((await assemble([alpha, ...carriers], { plan, executor, cache: 'bypass' })).bundled).toStrictEqual(
        expected,
      );
    }
    const { bundled, cost } = await assemble([alpha, ...carriers], { plan });
    expect({ bundled, built: cost.layersBuilt }).toStrictEqual({ bundled: expected, built: 0 });
  }, 120_000);

  it('takes of a package for dev also what one builds with, and never one for the other', async () => {
    const toy = lockedToy('delta', { entries: [toyFile('usr/delta', ''), toyFile('usr/include/delta', '')] });
    for (const [at, executor] of [inProcess(), inProcess(), threads(1), threads(1)].entries()) {
      const variant = at % 2 === 0 ? 'prod' : 'dev';
      const entries = await entriesOf((await assemble([toy], { image: { variant }, executor })).layers[1]);
      expect(entries.filter(({ type }) => type === 'file')).toHaveLength(variant === 'dev' ? 2 : 1);
    }
  }, 120_000);

  it('gives the same layers in this thread and in one, two or three others', async () => {
    const toys = [alpha, beta, gamma];
    const plan = planOf([alpha], [beta, gamma]);
    const expected = digests(await assemble(toys, { plan }));
    for (const size of [1, 2, 3]) {
      const found = await assemble([...toys].reverse(), { plan, cache: 'bypass', executor: threads(size) });
      expect(digests(found)).toEqual(expected);
    }
  }, 120_000);

  it('makes a layer once for images at the same time, also those above and below the packages', async () => {
    for (const { bytes } of [alpha, beta]) await store.write(bytes);
    const cacheDirectory = join(folder, 'cache');
    const assembler = new LayerAssembler({ store, ...TOY_KNOWN, executor: inProcess(), cacheDirectory });
    const results = await Promise.all(
      [[alpha], [alpha], [alpha, beta]].map((toys) => {
        const packages = toys.map(({ locked }) => locked);
        const plan = planOf(...toys.map((toy) => [toy]));
        const request = { packages, recipe: toyRecipe(packages), cache: 'use', plan } as const;
        return assembler.assemble(request, { signal: new AbortController().signal });
      }),
    );
    // Of ten layers alpha's are one, and the second image has nothing of its own.
    expect(results.map(({ cost }) => cost.layersBuilt).reduce((sum, one) => sum + one)).toBe(6);
    expect(results[1]?.layers).toEqual(results[0]?.layers);
    expect(results[2]?.layers[1]).toEqual(results[0]?.layers[1]);
  });

  it('makes only what an update touches', async () => {
    const first = await assemble([alpha, beta, gamma]);
    const newBeta = lockedToy('beta', { entries: [toyFile('usr/share/doc/beta', noise(100, 3))] });
    const updated = await assemble([alpha, newBeta, gamma]);
    expect(updated.cost.layersReused).toBe(2);
    expect(digests(updated)[1]).toBe(digests(first)[1]);
  });

  it('makes a layer again when its bytes are gone from the content store', async () => {
    const first = await assemble([alpha]);
    await rm(await store.file(digest(first.layers[1]?.digest ?? '')));
    const again = await assemble([alpha]);
    expect(again.cost.layersBuilt).toBe(1);
    expect(digests(again)).toEqual(digests(first));
  });

  it('puts what is made from several packages on top, and says a directory once more where a later layer disagrees', async () => {
    const { layers } = await assemble([alpha, beta]);
    const top = await entriesOf(layers.at(-1));
    expect(top.map(({ path, mode }) => [path, mode])).toEqual([
      ['etc/accounts', 0o644],
      ['etc/contributions', 0o644],
      ['etc/packages', 0o644],
      ['tmp', 0o1777],
      // alpha comes first by name and decides.
      ['var/data', 0o750],
    ]);
    const reversed = await entriesOf((await assemble([beta, alpha])).layers.at(-1));
    expect(reversed.map(({ path }) => path)).not.toContain('var/data');
    const content = (path: string) => Buffer.from(top.find((entry) => entry.path === path)?.content ?? []).toString();
    expect(content('etc/contributions')).toBe('AB');
    expect(content('etc/packages')).toBe('alpha\nbeta\n');
    expect((await entriesOf(layers[0])).map(({ path, mtime }) => [path, mtime])).toEqual([
      ['bin', 0],
      ['etc', 0],
    ]);
  });

  it('adds the files of the definition, in place of those of packages, and volumes for the user', async () => {
    const conf = await store.write(Buffer.from('own'));
    const file = { sha256: conf.digest, size: conf.size, mode: 0o640, uid: 0, gid: 65532 };
    const { layers } = await assemble([alpha, beta], {
      image: {
        files: { '/usr/share/doc/beta': file, '/srv/site/x': file },
        volumes: ['/var/data', '/tmp'],
        workdir: '/work',
      },
    });
    const top = await entriesOf(layers.at(-1));
    const shown = top.filter(({ path }) => !path.startsWith('etc/'));
    expect(shown.map(({ path, mode, uid, gid }) => [path, mode, uid, gid])).toEqual([
      ['srv', 0o755, 0, 0],
      ['srv/site', 0o755, 0, 0],
      ['srv/site/x', 0o640, 0, 65532],
      ['tmp', 0o1777, 0, 0],
      ['usr/share/doc/beta', 0o640, 0, 65532],
      ['var/data', 0o755, 65532, 65532],
      ['work', 0o755, 65532, 65532],
    ]);
    expect((await entriesOf(layers[0])).map(({ path }) => path)).toEqual(['bin', 'etc']);
  });

  it.each([
    [
      'two packages',
      [beta, lockedToy('delta', { entries: [toyFile('usr/share/doc/beta', '')] })],
      /example\/beta.*example\/delta/,
    ],
    ['a package and the image', [lockedToy('delta', { entries: [toyFile('etc/packages', '')] })], /image.*delta/],
  ])('refuses a path that is in %s', async (_, toys, message) => {
    const refused = expect.objectContaining({
      code: 'path-collision',
      message: expect.stringMatching(message) as unknown,
    });
    await expect(assemble(toys)).rejects.toEqual(refused);
    if (toys.length > 1) await expect(assemble(toys, { plan: planOf(toys) })).rejects.toEqual(refused);
  });

  it('refuses a file of the definition below a link or in place of a directory', async () => {
    const conf = await store.write(Buffer.from('own'));
    const file = { sha256: conf.digest, size: conf.size, mode: 0o640, uid: 0, gid: 0 };
    for (const path of ['/bin/tool', '/usr/bin', '/usr/share/doc/beta/x']) {
      const refused = assemble([alpha, beta], { image: { files: { [path]: file } } });
      await expect(refused).rejects.toEqual(expect.objectContaining({ name: 'Rejection', code: 'path-collision' }));
    }
  });

  it('refuses a package whose file is not what was locked', async () => {
    await store.write(alpha.bytes);
    await writeFile(await store.file(digest(alpha.locked.sha256)), 'x'.repeat(alpha.locked.size));
    const toys = [{ ...alpha, bytes: Buffer.alloc(0) }];
    await expect(assemble(toys)).rejects.toEqual(
      expect.objectContaining({ name: 'IntegrityFault', code: 'digest-mismatch' }),
    );
  });

  it('stops threads from beginning with the reason of its signal', async () => {
    const stop = new AbortController();
    stop.abort(new Error('lease lost'));
    await expect(assemble([alpha], { signal: stop.signal, executor: threads(1) })).rejects.toThrow('lease lost');
  });

  it('tells a lost thread from a broken package, and goes on with a new one', async () => {
    const executor = threads(1);
    const crashing = lockedToy('crashing', { entries: [toyFile('crash', '')] });
    await expect(assemble([crashing], { executor })).rejects.toEqual(
      expect.objectContaining({ name: 'TransientFault', code: 'assembly-worker-lost' }),
    );
    const colliding = lockedToy('colliding', { entries: [toyFile('a', ''), toyFile('a', '')] });
    await expect(assemble([colliding], { executor })).rejects.toEqual(
      expect.objectContaining({ name: 'Rejection', code: 'path-collision' }),
    );
    expect((await assemble([alpha], { executor })).cost.layersBuilt).toBe(3);
  }, 60_000);
});
