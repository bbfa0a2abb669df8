import { DEFAULT_STREAM, lineName, namedLines, PROD, type ImageLine, type LineOfImage } from '@quench/contracts';
import { canonicalJson, didYouMean } from '@quench/kernel';
import { DEFAULT_PLATFORMS } from './default-platforms.js';
import { distributionOf } from './distribution-of.js';
import { none, type Mistake } from './mistake.js';
import type { Inherited, WrittenDefinition } from './written-definition.js';
import { writtenLines, type WrittenLine } from './written-lines.js';

/** A definition with all that it has of its parent, or what is in the way of that. */
export type Derived =
  | { readonly written: Partial<WrittenDefinition>; readonly mistakes?: undefined }
  | { readonly written?: undefined; readonly mistakes: readonly Mistake[] };

/** Images between one and the first that it is derived from, both counted: each adds layers, of which engines mount 127. */
const MAX_GENERATIONS = 5;

/**
 * What a definition comes to that is derived from an image.
 * @param parent with all that it has of its own parent
 */
export function derived(written: Partial<WrittenDefinition>, parent: WrittenDefinition): Derived {
  const lines = writtenLines(parent).map((line) => ({ ...line, image: parent.image }));
  const found = Object.keys(written.streams ?? { [DEFAULT_STREAM]: {} }).map((stream) => ({
    stream,
    line: parentLine(written, stream, lines),
  }));
  const mistakes = [
    ...found.flatMap(({ line }) => (typeof line === 'string' ? [line] : [])),
    ...contradictions(written, parent, found),
  ];
  if (mistakes.length > 0)
    return { mistakes: mistakes.map((one) => (typeof one === 'string' ? [['from'], one] : one)) };
  const byStream = new Map(found.map(({ stream, line }) => [stream, typeof line === 'string' ? undefined : line]));
  const [first, ...others] = [...byStream.values()];
  // Of an image with one line, what that line has is what the image has.
  const own = others.length === 0 && written.streams === undefined ? first?.distribution : undefined;
  const said = { ...merged(written, parent), ...(own !== undefined && { distribution: own }) };
  return { written: { ...said, inherited: (line) => inheritedBy(line, byStream.get(line.versionStream), lines) } };
}

type Line = WrittenLine & ImageLine;

/** What a line has of the parent's of the same variant, or of `prod` where there is no other. */
function inheritedBy({ variant }: LineOfImage, prod: Line | undefined, lines: readonly Line[]): Inherited | undefined {
  const line = lines.find((one) => one.versionStream === prod?.versionStream && one.variant === variant) ?? prod;
  if (line === undefined) return undefined;
  const { packages, place, project, files, env, run } = line.written;
  return {
    from: { image: line.image, versionStream: line.versionStream, variant: line.variant },
    distribution: line.distribution,
    platforms: line.platforms,
    said: { packages, place, project, files, env, run },
  };
}

/** The parent's line of `prod` for a version stream; without a name, that of the same name. Or what is wrong with it. */
function parentLine({ from = '' }: Partial<WrittenDefinition>, stream: string, lines: readonly Line[]): Line | string {
  const named = namedLines(from);
  const own = lines.filter(({ variant }) => variant === PROD);
  const [only, ...others] = own;
  const versionStream = named?.versionStream ?? (others.length === 0 ? only?.versionStream : stream) ?? stream;
  const wanted = { image: named?.image ?? from, versionStream, variant: PROD };
  const found = own.find((one) => one.versionStream === versionStream);
  return found ?? `from: ${none('line', lineName(wanted), own.map(lineName))}`;
}

/** All packages of an image are of one distribution, and a platform that the parent has not has no packages. */
function contradictions(
  { distribution, platforms = [], streams = {} }: Partial<WrittenDefinition>,
  parent: WrittenDefinition,
  found: readonly { readonly stream: string; readonly line: Line | string }[],
): readonly Mistake[] {
  const { image, platforms: has = DEFAULT_PLATFORMS } = parent;
  const others = found.flatMap(({ stream, line }): readonly Mistake[] => {
    if (typeof line === 'string') return [];
    const isOfStream = streams[stream]?.distribution !== undefined;
    const at = isOfStream ? ['streams', stream, 'distribution'] : ['distribution'];
    const own = streams[stream]?.distribution ?? distribution;
    const theirs = distributionOf(line.distribution ?? parent.distribution);
    if (own === undefined || canonicalJson({ ...distributionOf(own) }) === canonicalJson({ ...theirs })) return [];
    const said = `${theirs.release} with ${theirs.pockets.join(', ')}`;
    return [[at, `${at.join('.')}: it is that of ${image}, ${said}; expected none, or the same`]];
  });
  return [
    ...new Map(others.map((one) => [JSON.stringify(one), one])).values(),
    ...platforms.flatMap((platform, index): readonly Mistake[] =>
      has.includes(platform)
        ? []
        : [[['platforms', index], `platforms: ${none(`platform of ${image}`, platform, has)}`]],
    ),
  ];
}

/** What is of an image and not of one of its lines. */
function merged(written: Partial<WrittenDefinition>, parent: WrittenDefinition): Partial<WrittenDefinition> {
  const { volumes = [], trust = [], workdir, platforms } = written;
  const trusted = [...new Set([...trust, ...(parent.trust ?? [])])];
  const both = {
    distribution: parent.distribution,
    platforms: platforms ?? parent.platforms,
    accounts: { ...parent.accounts, ...written.accounts },
    labels: { ...parent.labels, ...written.labels },
    // Its own first: a mistake is told by the place in its own list.
    volumes: [...new Set([...volumes, ...(parent.volumes ?? [])])],
    trust: trusted.length === 0 ? undefined : trusted,
    workdir: workdir ?? parent.workdir,
  };
  return { ...written, ...Object.fromEntries(Object.entries(both).filter(([, value]) => value !== undefined)) };
}

/**
 * What is wrong with what an image is said to be derived from, where that shows by names alone; undefined where nothing does.
 * @param parents what each image of the folder says in `from`; undefined where that is nothing
 */
export function familyMistake(image: string, parents: ReadonlyMap<string, string | undefined>): string | undefined {
  const above: string[] = [image];
  for (;;) {
    const said = parents.get(above.at(-1) ?? '');
    if (said === undefined) break;
    const parent = namedLines(said)?.image ?? said;
    if (!parents.has(parent)) return above.length > 1 ? undefined : noParent(image, parent, [...parents.keys()]);
    // What only leads to a circle is told where that is.
    if (above.includes(parent)) {
      return parent === image ? `from: ${[...above, parent].join(' → ')} is a circle; expected an end` : undefined;
    }
    above.push(parent);
  }
  return above.length <= MAX_GENERATIONS
    ? undefined
    : `from: ${above.join(' → ')} are ${String(above.length)} images; expected at most ${String(MAX_GENERATIONS)}`;
}

const noParent = (image: string, parent: string, known: readonly string[]): string =>
  `from: ${image} is derived from ${parent}, which no definition of this folder is of.` +
  `${didYouMean(
    parent,
    known.filter((one) => one !== image),
  )} Expected it there as well, or neither of both`;
