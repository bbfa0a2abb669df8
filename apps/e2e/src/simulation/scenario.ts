import { seededRandom, type ToyRelease } from '@quench/testing';

/** What the archive serves in each suite. */
export interface Suites {
  readonly release: readonly ToyRelease[];
  readonly security: readonly ToyRelease[];
}

/** Definitions by image; what they do not say is filled in. */
export type Images = Readonly<Record<string, object>>;

/** Something that people or maintainers do, whatever goes wrong meanwhile. */
export type Act =
  | { readonly act: 'publish'; readonly suites: Suites }
  | { readonly act: 'apply'; readonly images: Images; readonly retire: readonly string[] }
  | { readonly act: 'freeze' | 'thaw' | 'roll back' | 'test' | 'release' | 'reject'; readonly image: string }
  | { readonly act: 'poll' };

export interface Scenario {
  /** In the order of their instants, in milliseconds from the beginning. */
  readonly acts: readonly (Act & { readonly atMs: number })[];
  /** Keys of the lines of the last catalog that get an image. */
  readonly lines: readonly string[];
  /** Images of any catalog. */
  readonly everyImage: readonly string[];
  readonly endMs: number;
}

const IMAGES = ['alpha', 'beta'] as const;
const LIBRARIES = ['libssl', 'libz'] as const;
const NEEDS: Readonly<Record<string, readonly string[]>> = {
  alpha: ['libz'],
  beta: ['libz', 'libssl'],
};
/** What the sandbox of tests is made of, and what a variant adds. */
const STEADY: readonly ToyRelease[] = [
  { name: 'bubblewrap', version: '1.0' },
  { name: 'bash', version: '5.0' },
];
const BROKEN = 13;

const run = { entrypoint: ['/usr/bin/server'] };
const boot = { boot: { name: 'starts', expect: { exit: 0 } } };
const pockets = { release: 'debian/trixie', pockets: ['release', 'security'] };
const definitionOf = (image: string, more: object = {}): object => ({
  ...{ distribution: pockets, run, channels: ['latest', `${image}-stable`] },
  ...{ tests: [boot], ...more },
});

/** The image with version streams and a variant. */
export const LINED = 'alpha';
/** The image that is derived from another one. */
const DERIVED = 'gamma';
const derived = definitionOf(DERIVED, { distribution: undefined, from: 'beta', run: undefined, packages: ['bash'] });
/** @param latest the version stream whose images are `latest` */
const linesOf = (latest: 'one' | 'two', more: object = {}): object => ({
  ...{ distribution: pockets, run, tests: [boot], channels: undefined, ...more },
  streams: {
    one: { channels: ['one', ...(latest === 'one' ? ['latest'] : [])] },
    two: { packages: [LINED, 'libssl'], channels: ['two', ...(latest === 'two' ? ['latest'] : [])] },
    over: { channels: ['over'], endOfLife: '2001-01-01', replacement: 'one' },
  },
  variants: { dev: { packages: ['bash'] } },
});
/** With rules by which updates wait, of which the last catalog has none: all comes in the end. */
const careful = (images: Images): Images =>
  Object.fromEntries(
    Object.entries(images).map(([image, definition]) => [
      image,
      { ...definition, policy: { hold: [{ package: 'libz' }], cooldown: '1h' } },
    ]),
  );
const keysOf = (image: string): readonly string[] =>
  image === LINED
    ? ['one', 'two'].flatMap((stream) => ['prod', 'dev'].map((variant) => `${image}/${stream}/${variant}`))
    : [`${image}/default/prod`];

/** The archive as maintainers change it. */
class Maintainers {
  private readonly versions = new Map<string, number>([...IMAGES, ...LIBRARIES].map((name) => [name, 1]));
  private readonly fixes = new Map<string, number>();
  private readonly gone = new Set<string>();
  private newest = 1;

  constructor(private readonly random: () => number) {}

  change(): void {
    const name = this.oneOf([...IMAGES, ...LIBRARIES]);
    const at = this.versions.get(name) ?? 1;
    const kind = this.random();
    if (kind < 0.4) this.versions.set(name, at + 1 === BROKEN ? at + 2 : at + 1);
    else if (kind < 0.55) this.fixes.set(name, at);
    else if (kind < 0.7) this.fixes.delete(name);
    else if (kind < 0.8) this.versions.set(name, Math.max(1, at - 1));
    else if (kind < 0.9) this.fixes.set(name, BROKEN);
    else this.gone.add(name);
    this.newest = Math.max(this.newest, ...this.versions.values());
  }

  /**
   * What is broken is withdrawn, what is gone comes back, and all has a version that there never was: one that a person rejected
   * stays out for good, and which ones these are is up to what goes wrong.
   */
  mend(): void {
    this.gone.clear();
    const never = this.never();
    for (const name of this.versions.keys()) this.versions.set(name, never);
    for (const [name, fix] of this.fixes) {
      if (fix === BROKEN) this.fixes.delete(name);
      else this.fixes.set(name, never);
    }
  }

  /** A library gets a version that there never was. */
  renew(library: (typeof LIBRARIES)[number]): void {
    this.gone.delete(library);
    const versions = this.fixes.has(library) ? this.fixes : this.versions;
    versions.set(library, this.never());
  }

  suites(): Suites {
    const of = (name: string, version: string): ToyRelease => ({ name, version, depends: NEEDS[name] ?? [] });
    const release = [...this.versions].filter(([name]) => !this.gone.has(name));
    const security = [...this.fixes].filter(([name]) => !this.gone.has(name));
    return {
      release: [...STEADY, ...release.map(([name, version]) => of(name, `${String(version)}.0`))],
      security: security.map(([name, fix]) => ({
        ...of(name, `99.${String(fix)}`),
        fixes: [`CVE-2026-${String(1000 + fix)}`],
      })),
    };
  }

  private never(): number {
    this.newest += this.newest + 1 === BROKEN ? 2 : 1;
    return this.newest;
  }

  private oneOf(names: readonly string[]): string {
    return names[Math.floor(this.random() * names.length)] ?? 'alpha';
  }
}

const MEAN_PAUSE_MS = 25_000;
/** How often each of the last catalogs is the one, one upon the other. */
const LASTS = [0.4, 0.7, 1];

/** A story of an archive, a catalog and its operators; the same number tells the same one. */
export function scenario(number: number, acts = 6): Scenario {
  const random = seededRandom(number + 77);
  const maintainers = new Maintainers(random);
  const told: (Act & { readonly atMs: number })[] = [];
  let atMs = 0;
  let applied = '';
  const then = (act: Act): void => {
    const images = act.act === 'apply' ? JSON.stringify(act.images) : applied;
    // What changes nothing leaves no trace: a copy of the request that comes late would be decided again.
    const isMoot = act.act === 'apply' && images === applied;
    applied = images;
    told.push({ ...(isMoot ? ({ act: 'poll' } as const) : act), atMs });
    atMs += 2 * MEAN_PAUSE_MS * random();
  };
  const imageOf = (): string => IMAGES[Math.floor(random() * IMAGES.length)] ?? 'alpha';
  const all = {
    ...Object.fromEntries(IMAGES.map((image) => [image, image === LINED ? linesOf('one') : definitionOf(image)])),
    [DERIVED]: derived,
  };
  const handedOver = { ...all, [LINED]: linesOf('two', { env: { LATEST: 'two' } }) };
  then({ act: 'publish', suites: maintainers.suites() });
  then({ act: 'apply', images: careful(all), retire: [] });
  for (let n = 0; n < acts; n++) {
    const kind = random();
    if (kind < 0.6) {
      maintainers.change();
      then({ act: 'publish', suites: maintainers.suites() });
      then({ act: kind < 0.3 ? 'release' : 'reject', image: imageOf() });
    } else if (kind < 0.8) {
      const image = imageOf();
      then({ act: random() < 0.5 ? 'freeze' : 'roll back', image });
      then({ act: 'thaw', image });
    } else if (kind < 0.95) {
      const other = { ...careful(all), [imageOf()]: definitionOf('other', { packages: [...LIBRARIES] }) };
      then({ act: 'apply', images: random() < 0.5 ? other : handedOver, retire: [] });
    } else then(random() < 0.5 ? { act: 'poll' } : { act: 'test', image: imageOf() });
  }
  // The image is in every last catalog, which has no rules: only what the person says keeps the version out.
  maintainers.renew('libz');
  then({ act: 'publish', suites: maintainers.suites() });
  then({ act: 'poll' });
  then({ act: 'reject', image: 'beta' });
  const end = random();
  const fewer = Object.fromEntries(Object.entries(all).slice(1));
  const last = [all, handedOver, fewer][LASTS.findIndex((below) => end < below)] ?? fewer;
  const retire = LINED in last ? [] : [LINED];
  then({ act: 'apply', images: last, retire });
  maintainers.mend();
  then({ act: 'publish', suites: maintainers.suites() });
  return { acts: told, lines: Object.keys(last).flatMap(keysOf), everyImage: [...IMAGES, DERIVED], endMs: atMs };
}
