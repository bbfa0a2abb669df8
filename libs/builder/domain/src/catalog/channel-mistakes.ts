import { canonicalJson, Rejection } from '@quench/kernel';
import { channelTemplate, type ChannelTemplate } from './channel-template.js';
import { none, type Mistake } from './mistake.js';
import { placeName } from './release-mistakes.js';
import type { SoundParts } from './sound-parts.js';

/** Versions have hardly more numbers; what asks for more takes the whole version all the same. */
const MAX_NUMBERS = 4;

/** Channels that are none, are there twice, or ask a version for what it does not have. */
export function channelMistakes({ written, whole }: SoundParts): readonly Mistake[] {
  const placed = Object.values(written.place ?? {}).flatMap((place) => placeName(place) ?? []);
  const packages = whole('packages') && whole('place') ? [...(written.packages ?? []), ...placed] : undefined;
  const seen = new Set<string>();
  return (written.channels ?? []).flatMap((channel, index): readonly Mistake[] => {
    const at = ['channels', index];
    const template = templateOf(channel);
    if (typeof template === 'string') return [[at, template]];
    const same = canonicalJson(template);
    if (seen.has(same)) return [[at, `channels: "${channel}" is there twice; expected each channel once`]];
    seen.add(same);
    return templateProblems(template, packages).map((message): Mistake => [at, `channels: ${message}`]);
  });
}

/** A template, or what is wrong with it. */
function templateOf(channel: string): ChannelTemplate | string {
  try {
    return channelTemplate(channel);
  } catch (error) {
    if (error instanceof Rejection) return error.message;
    throw error;
  }
}

/** @param packages undefined when they are not known */
function templateProblems(template: ChannelTemplate, packages: readonly string[] | undefined): readonly string[] {
  if (template.kind === 'tag') return [];
  const { package: name, numbers } = template;
  return [
    ...(packages === undefined || packages.includes(name) ? [] : [none('package', name, packages)]),
    ...(numbers <= MAX_NUMBERS
      ? []
      : [
          `version "${name}" ${String(numbers)} asks for ${String(numbers)} numbers of a version; ` +
            `expected 1 to ${String(MAX_NUMBERS)}`,
        ]),
  ];
}
