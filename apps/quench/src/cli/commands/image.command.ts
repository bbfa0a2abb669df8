import { HeadLock, Lines, type LineView } from '@quench/builder-feature';
import {
  endText,
  lineKey,
  lineName,
  lineOf,
  type ImageLine,
  type LockDocument,
  type LockedPlatform,
} from '@quench/contracts';
import { Images, type ImageRow, type PointingChannel } from '@quench/distributor-feature';
import { DiffImage, type ImageDiff } from '@quench/historian-feature';
import { Rejection } from '@quench/kernel';
import type { Factory } from '../../factory/factory.js';
import type { Command } from 'commander';
import type { Register } from '../context.js';
import { channelsCell } from '../channels-cell.js';
import { problemOf } from '../image-problems.js';
import { lineMeant } from '../named-lines.js';
import { megabytes, shortDigest, table, unended, type Cell } from '../output.js';
import { severally } from '../several.js';

/** One line of an image of the catalog, as `image list` tells it. */
export interface ImageListRow extends Pick<ImageLine, 'versionStream' | 'variant'> {
  /** What the line is called: `nodejs`, `nodejs/22`, `nodejs/22/dev`. */
  readonly image: string;
  /** What it is pulled from: `nodejs`. */
  readonly repository: string;
  /** The line that it is derived from: `nodejs/22`; empty where that is none. */
  readonly from: string;
  readonly channels: readonly string[];
  /** Where each of the channels points, in the same order; frozen ones and those that wait, not at `digest`. */
  readonly pointing: readonly PointingChannel[];
  /** The index of the newest revision; empty until it is built. */
  readonly digest: string;
  readonly recipe: Readonly<Record<string, string>>;
  readonly verdict: 'approved' | 'rejected' | 'pending';
  readonly packages: number;
  readonly sizeBytes: number;
  /** Why the newest revision is not handed out: not resolved, not built, or rejected. Empty when all is well. */
  readonly problem: string;
  /** The command that tells more of the problem; empty without one. */
  readonly see: string;
  /** That its version stream has ended, and what to use instead; empty otherwise. */
  readonly ended: string;
}

/** The catalog with where each image stands. */
export async function imageList(factory: Factory): Promise<readonly ImageListRow[]> {
  const lines = await factory.query('builder', new Lines());
  const images = await factory.query('distributor', new Images());
  const published = new Map(images.map((one) => [lineKey(one), one]));
  return severally(lines, (line) => row(factory, line, published.get(lineKey(line))));
}

async function row(factory: Factory, line: LineView, published: ImageRow | undefined): Promise<ImageListRow> {
  const { channels, pointing, digest, verdict, elsewhere } = published ?? unpublished;
  const { recipes, packages, sizeBytes } = line.head ?? { recipes: [], packages: 0, sizeBytes: 0 };
  const recipe = Object.fromEntries(recipes.map(({ platform, recipe: of }) => [platform, of]));
  const { problem, see } = (await problemOf(factory, { line, digest, verdict, elsewhere })) ?? { problem: '', see: '' };
  const { image: repository, versionStream, variant, endOfLife = '', replacement } = line;
  const ended = line.ended ? endText({ image: repository, versionStream, endOfLife, replacement }) : '';
  const from = line.from === undefined ? '' : lineName(lineOf(line.from));
  const name = { image: lineName(line), repository, versionStream, variant, from };
  return { ...name, channels, pointing, digest, recipe, verdict, packages, sizeBytes, problem, see, ended };
}

const unpublished = { channels: [], pointing: [], digest: '', verdict: 'pending', elsewhere: [] } as const;

/** What is known of the bytes of an image: nothing before its first lock, no size before it is built. */
export const contentCells = ({ recipe, packages, digest, sizeBytes }: ImageListRow): readonly Cell[] => [
  Object.keys(recipe).length === 0 ? '-' : packages,
  digest === '' ? '-' : megabytes(sizeBytes),
];

/** What the problem of an image is and where to read more, if there is one. */
export const problemText = ({ problem, see }: Pick<ImageListRow, 'problem' | 'see'>): string =>
  problem === '' ? '' : `${unended(problem)}; see: ${see}`;

const revision = (text: string | undefined): number | undefined => {
  if (text === undefined) return undefined;
  if (!/^\d+$/.test(text)) throw new Rejection('option-malformed', `A revision is a number, not "${text}"`);
  return Number(text);
};

/** An image waits for its verdict only while nothing stands in its way. */
const standing = ({ verdict, problem }: ImageListRow): string =>
  verdict === 'pending' && problem !== '' ? 'failed' : verdict;

const listCommand: Register = (image, context) => {
  image
    .command('list')
    .description('every line of every image with its channels, digest and verdict')
    .action(async (_options, command) => {
      const rows = await context.withFactory(command, 'look', imageList);
      const severalOf = rows.some(({ recipe }) => Object.keys(recipe).length > 1);
      const isDerived = rows.some(({ from }) => from !== '');
      const cells = rows.map((one) => [
        one.image,
        ...(isDerived ? [one.from || '-'] : []),
        channelsCell(one),
        one.digest === '' ? '-' : shortDigest(one.digest),
        ...(severalOf ? [Object.keys(one.recipe).join(' ') || '-'] : []),
        standing(one),
        ...contentCells(one),
        [one.ended, problemText(one)].filter((text) => text !== '').join('; '),
      ]);
      const platforms = severalOf ? ['platforms'] : [];
      const head = [
        'image',
        ...(isDerived ? ['from'] : []),
        'channels',
        'digest',
        ...platforms,
        'verdict',
        'packages',
        'size',
        'problem',
      ];
      context.write(command, { data: rows, lines: table(head, cells) });
    });
};

/** How one line is named. */
const LINE = 'its name in the catalog; of several lines one: nodejs/22, nodejs/22/dev';

const lockCommand: Register = (image, context) => {
  image
    .command('lock')
    .argument('<image>', LINE)
    .description('the exact packages of the newest revision, and what was left out')
    .action(async (name: string, _options, command) => {
      const lock = await context.withFactory(command, 'look', async (factory) => {
        return factory.query('builder', new HeadLock(await lineMeant(factory, name)));
      });
      const platforms = lock.platforms.map(lockedView);
      const { recipe = '', packages = [], dropped = [] } = platforms[0] ?? {};
      const { revision, from, pins: held = [] } = lock;
      const data = { revision, ...(from !== undefined && { from }), recipe, packages, dropped, platforms, held };
      context.write(command, { data, lines: lockLines(lock) });
    });
};

const lockedView = ({ platform, recipe, packages, releases = [], dropped }: LockedPlatform) => ({
  ...{ platform, recipe },
  packages: [...packages, ...releases].map(({ purl, name, version, sha256 }) => ({ purl, name, version, sha256 })),
  dropped: dropped.map(({ name }) => name),
});

/** A lock for people, with a part for each of its platforms. */
export const lockLines = (lock: LockDocument): readonly string[] =>
  lock.platforms.flatMap(({ platform, recipe, packages, releases = [], dropped }) => [
    `${revisionText(lock)}${lock.platforms.length > 1 ? ` for ${platform}` : ''}${onParent(lock)}, recipe ${recipe}`,
    ...table(
      ['package', 'version', 'sha256'],
      [...packages, ...releases].map((one) => [one.name, one.version, shortDigest(one.sha256)]),
    ),
    ...(dropped.length > 0 ? ['left out:'] : []),
    ...dropped.map((one) => `  ${one.name} (wanted by ${one.wantedBy}): ${one.reason}`),
    ...heldLines(lock.pins, platform),
  ]);

const revisionText = ({ revision: number, ...line }: ImageLine & Pick<LockDocument, 'revision'>): string =>
  `${lineName(line)} revision ${String(number)}`;
const onParent = ({ from }: LockDocument): string => (from === undefined ? '' : ` on ${revisionText(from)}`);

function heldLines(pins: LockDocument['pins'], platform: string): readonly string[] {
  const own = (pins ?? []).filter((pin) => pin.platform === platform);
  const lines = own.map(({ name, version, offered, rule }) => `  ${name} at ${version}, not ${offered}: ${rule}`);
  return own.length > 0 ? ['held back:', ...lines] : [];
}

const diffCommand: Register = (image, context) => {
  image
    .command('diff')
    .argument('<image>', LINE)
    .argument('[from]', 'a revision; the one before by default')
    .argument('[to]', 'a revision; the newest by default')
    .description('packages, definition, layers and CVEs that differ between two revisions')
    .action(async (name: string, ...rest) => {
      const [from, to, , command] = rest as [string | undefined, string | undefined, object, Command];
      const diff = await context.withFactory(command, 'look', (factory) =>
        factory.query('historian', new DiffImage(name, revision(from), revision(to))),
      );
      context.write(command, { data: diff, lines: diffLines(diff) });
    });
};

/** What differs, for people. */
export function diffLines({ image, from, to, changes, definition, fixed, layers }: ImageDiff): readonly string[] {
  const cells = changes.map((one) => [one.name, one.from ?? '-', one.to ?? '-', one.fixed.join(' ')]);
  const settings = definition.map(({ key, from: before = '-', to: after = '-' }) => [key, before, after]);
  const cves = fixed.length === 0 ? 'no CVE that the packages name' : `${String(fixed.length)} CVEs`;
  return [
    `${image} ${from > 0 ? `revision ${String(from)} → ${String(to)}` : fromNothing(to)}`,
    ...(cells.length > 0 ? table(['package', 'from', 'to', 'fixes'], cells) : ['packages: none differs']),
    ...(settings.length > 0 ? table(['definition', 'from', 'to'], settings) : []),
    `fixed: ${cves}`,
    ...(layers ? [`layers: ${String(layers.changed)} of ${String(layers.total)} differ`] : []),
  ];
}

const fromNothing = (to: number): string =>
  to === 1 ? 'first revision' : `revision ${String(to)}, and all that came with the first`;

/** `image list|lock|diff` */
export const imageCommands: Register = (program, context) => {
  const image = program.command('image').description('the images of the catalog');
  for (const register of [listCommand, lockCommand, diffCommand]) register(image, context);
};
