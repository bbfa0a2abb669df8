import { isSameLine, lineName, PROD } from '@quench/contracts';
import { canonicalJson, Rejection } from '@quench/kernel';
import { channelTemplate } from './channel-template.js';
import { placeName, releaseKey } from './release-mistakes.js';
import { none, type Mistake } from './mistake.js';
import type { SoundParts } from './sound-parts.js';
import type { WrittenLine } from './written-lines.js';

/** Version streams and variants that cannot be what they are written as, and channels that two lines have. */
export function lineMistakes(parts: SoundParts, lines: readonly WrittenLine[]): readonly Mistake[] {
  return [
    ...streamMistakes(parts),
    ...endMistakes(parts),
    ...variantMistakes(parts, lines),
    ...(isOfTwoStreams(parts) ? [] : sharedChannels(parts, lines)),
  ];
}

function streamMistakes({ written, whole }: SoundParts): readonly Mistake[] {
  const { streams, channels, packages, from } = written;
  if (streams === undefined || !whole('streams')) return [];
  const names = Object.keys(streams);
  const lacking = packages === undefined && from === undefined && whole('packages') ? names : [];
  return [
    ...(names.length === 0 ? [[['streams'], 'streams: expected at least one version stream'] as const] : []),
    ...(channels === undefined
      ? []
      : [[['channels'], 'channels: each version stream has its own; expected them in streams'] as const]),
    ...lacking
      .filter((name) => streams[name]?.packages === undefined)
      .map((name): Mistake => [['streams', name], `streams.${name}: missing key "packages", here or for the image`]),
  ];
}

/** An end that is on no day, and what is to be used afterwards. */
function endMistakes({ written: { streams = {} }, whole }: SoundParts): readonly Mistake[] {
  const names = Object.keys(streams);
  return Object.entries(streams).flatMap(([name, { endOfLife, replacement }]): readonly Mistake[] => {
    const where = `streams.${name}`;
    const others = names.filter((other) => other !== name);
    return [
      ...(endOfLife === undefined || isDay(endOfLife)
        ? []
        : [[['streams', name, 'endOfLife'], `${where}.endOfLife: there is no day ${endOfLife}`] as const]),
      ...(replacement === undefined || others.includes(replacement) || !whole('streams')
        ? []
        : [[['streams', name, 'replacement'], `${where}.replacement: ${noOther(replacement, name, others)}`] as const]),
      ...(replacement === undefined || endOfLife !== undefined
        ? []
        : [[['streams', name], `${where}: a version stream that is replaced has an end; expected endOfLife`] as const]),
    ];
  });
}

const noOther = (replacement: string, name: string, others: readonly string[]): string =>
  replacement === name ? 'it cannot replace itself' : none('version stream', replacement, others);

/** @param day `2027-04-30` */
export const isDay = (day: string): boolean =>
  !Number.isNaN(Date.parse(day)) && new Date(day).toISOString().startsWith(`${day}T`);

function variantMistakes({ written, whole }: SoundParts, lines: readonly WrittenLine[]): readonly Mistake[] {
  const { image = '', variants } = written;
  if (variants === undefined || !whole('variants')) return [];
  const at = ['variants', 'dev'];
  if (Object.keys(variants).length === 0) return [[['variants'], 'variants: expected what dev has besides']];
  const own = lines.filter(({ variant }) => variant !== PROD);
  const same = whole('streams') && whole('packages') ? own.find((line) => addsNothing(line, lines)) : undefined;
  return [
    ...(same === undefined
      ? []
      : [
          [
            at,
            `variants.dev: it adds nothing to ${lineName({ ...same, image, variant: PROD })}; expected packages for build stages`,
          ] as const,
        ]),
    ...(whole('platforms') ? own.flatMap((line) => platformMistakes(line, at)) : []),
    ...(!isOfTwoStreams({ written })
      ? []
      : [
          [
            [...at, 'channels'],
            'variants.dev.channels: two version streams would share them; expected none, for theirs with -dev',
          ] as const,
        ]),
  ];
}

/** A platform that the image has not, or what the variant is derived from has not. */
function platformMistakes({ platforms, possible }: WrittenLine, at: readonly string[]): readonly Mistake[] {
  const where = `${at.join('.')}.platforms`;
  if (platforms?.length === 0) {
    return [
      [at, `${where}: what it is derived from is for none of those of the image; expected another image or platform`],
    ];
  }
  return (platforms ?? []).flatMap((platform, index): readonly Mistake[] =>
    possible.includes(platform)
      ? []
      : [[[...at, 'platforms', index], `${where}: ${none('platform', platform, possible)}`]],
  );
}

/** Whether a variant names channels that each version stream would have. */
const isOfTwoStreams = ({ written: { streams, variants } }: Pick<SoundParts, 'written'>): boolean =>
  streams !== undefined && variants?.dev?.channels !== undefined;

/** Whether a line asks for the very same as that of `prod`. */
function addsNothing(line: WrittenLine, lines: readonly WrittenLine[]): boolean {
  const prod = lines.find((one) => isSameLine(one, { ...line, variant: PROD }));
  const asked = ({ written: { packages, place, project, files, env, run } }: WrittenLine): string =>
    JSON.stringify([packages, place, project, files, env, run]);
  return prod !== undefined && asked(prod) === asked(line);
}

interface NamedChannel {
  readonly line: WrittenLine;
  readonly channel: string;
  readonly index: number;
  /** The same for all ways to write it. */
  readonly key: string;
}

/** A channel follows one line: with two, it would go back and forth. */
function sharedChannels(
  { written: { image = '', variants } }: SoundParts,
  lines: readonly WrittenLine[],
): readonly Mistake[] {
  // Those that only have -dev at their end are shared where the ones without are.
  const isMade = ({ variant }: WrittenLine): boolean => variant !== PROD && variants?.dev?.channels === undefined;
  const named = lines.flatMap((line) =>
    (line.written.channels ?? []).map((channel, index): NamedChannel => ({
      line,
      channel,
      index,
      key: keyOf(channel, line),
    })),
  );
  return named.flatMap(({ line, channel, index, key }, place): readonly Mistake[] => {
    const isOther = (other: NamedChannel): boolean => other.line !== line && !(isMade(line) && isMade(other.line));
    const first = named.slice(0, place).find((other) => other.key === key && isOther(other));
    if (first === undefined) return [];
    const at = line.at(['channels', index]);
    const other = lineName({ ...first.line, image });
    return [
      [at, `${at.slice(0, -1).join('.')}: "${channel}" is a channel of ${other}, too; expected each in one line`],
    ];
  });
}

/** The same name may stand for another package in each line, or for that of another distribution. */
function keyOf(channel: string, { written: { place = {}, platforms }, distribution }: WrittenLine): string {
  try {
    const template = channelTemplate(channel);
    const placed = Object.values(place).find(
      (one) => template.kind === 'version' && placeName(one) === template.package,
    );
    if (placed !== undefined) return canonicalJson(template) + releaseKey(placed, platforms);
    const isOwn = template.kind === 'version' && distribution !== undefined;
    return canonicalJson(template) + (isOwn ? JSON.stringify(distribution) : '');
  } catch (error) {
    // What is no channel has its own mistake.
    if (error instanceof Rejection) return channel;
    throw error;
  }
}
