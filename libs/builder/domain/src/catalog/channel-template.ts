import { Rejection } from '@quench/kernel';

/** A tag, or a tag that a package's version fills in. */
export type ChannelTemplate =
  | { readonly kind: 'tag'; readonly tag: string }
  /** The first `numbers` numbers of the version of `package`, joined by dots, between the texts around it. */
  | {
      readonly kind: 'version';
      readonly package: string;
      readonly numbers: number;
      readonly before: string;
      readonly after: string;
    };

const TAG = /^[a-zA-Z0-9_][a-zA-Z0-9._-]{0,127}$/;
const TEMPLATE = /^([a-zA-Z0-9._-]*)\{\{\s*version\s+"([a-z0-9][a-z0-9+.-]+)"\s+([1-9])\s*\}\}([a-zA-Z0-9._-]*)$/;
/** Reserved for the tags that never move: `1.26.3-r4`. */
const PUBLICATION = /-r\d+$/;

/**
 * Reads a channel as a definition writes it: `latest`, `{{ version "nginx" 2 }}`.
 * @throws Rejection `channel-malformed`
 */
export function channelTemplate(text: string): ChannelTemplate {
  const [, before = '', name, numbers, after = ''] = TEMPLATE.exec(text) ?? [];
  if (name !== undefined) return { kind: 'version', package: name, numbers: Number(numbers), before, after };
  return { kind: 'tag', tag: channelTag(text, 'a tag such as latest, or {{ version "<package>" <numbers> }}') };
}

function channelTag(text: string, expected: string): string {
  if (PUBLICATION.test(text)) throw new Rejection('channel-malformed', `"${text}" ends like a publication's own tag`);
  if (TAG.test(text) && !text.startsWith('sha256-')) return text;
  throw new Rejection('channel-malformed', `"${text}" is not a channel. Expected ${expected}`);
}

/**
 * The tags of a line.
 * @param parts the numbers of the version of a package in the lock; undefined when the lock has no such package
 * @throws Rejection `channel-package-missing`, `channel-malformed` when the text around a version makes no tag with it
 */
export function expandChannels(
  templates: readonly string[],
  parts: (name: string) => readonly number[] | undefined,
): readonly string[] {
  const tags = templates.map(channelTemplate).map((template) => {
    if (template.kind === 'tag') return template.tag;
    const numbers = parts(template.package)?.slice(0, template.numbers);
    if (numbers === undefined) {
      throw new Rejection('channel-package-missing', `A channel names ${template.package}, which is not in the image`);
    }
    const tag = `${template.before}${numbers.join('.')}${template.after}`;
    return channelTag(tag, `a tag, once the version of ${template.package} is filled in`);
  });
  return [...new Set(tags)].sort();
}
