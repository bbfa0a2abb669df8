import { lineNamed, lineName, namedLines, type ImageLine } from '@quench/contracts';
import { linesOfImage } from '@quench/historian-domain';
import { didYouMean, nearest, Rejection } from '@quench/kernel';
import { Injectable } from '@nestjs/common';
import { Archive } from './archive.js';
import { allOfType } from './archived-events.js';
import { reference } from './reference.js';

/** Names that are looked through for the nearest one. */
const NEAR = 100;
/** Digests that are named when a prefix fits several. */
const SHOWN = 5;

/** What people mean by what they write, as far as events are about it. */
@Injectable()
export class Subjects {
  constructor(private readonly archive: Archive) {}

  /**
   * The subject of events that a text names: as it is written, as a reference, or by the first digits of a digest.
   * @throws Rejection `reference-malformed`, `digest-unknown`, `digest-ambiguous`
   */
  async named(text: string): Promise<string> {
    if (await this.archive.knows(text)) return text;
    const named = reference(text);
    switch (named.kind) {
      case 'digest':
        return named.digest;
      case 'prefix':
        return this.completed(named.prefix);
      case 'channel':
        return `${named.repository}:${named.tag}`;
      case 'image':
        return named.image;
    }
  }

  /**
   * The line that a text names by more than the name of its image; undefined for any other text.
   * @throws Rejection `line-ambiguous`; `unknown-to-history` where the image never had such a line
   */
  async line(text: string): Promise<ImageLine | undefined> {
    const named = text.includes('/') ? namedLines(text) : undefined;
    const lines = named === undefined ? [] : linesOfImage(await this.archive.about(named.image), named.image);
    if (named === undefined || lines.length === 0) return undefined;
    const line = lineNamed(text, lines);
    if (line !== undefined) return line;
    const known = lines.map(lineName).join(', ');
    throw new Rejection('unknown-to-history', `${named.image} never had a line "${text}". Its lines: ${known}`);
  }

  /**
   * The digest that begins with `prefix`.
   * @throws Rejection `digest-unknown`, `digest-ambiguous`
   */
  async completed(prefix: string): Promise<string> {
    const [found, ...others] = await this.archive.subjectsFrom(prefix, SHOWN);
    if (found !== undefined && others.length === 0) return found;
    if (found !== undefined) {
      const all = [found, ...others].join(', ');
      throw new Rejection(
        'digest-ambiguous',
        `${prefix} is the beginning of several digests: ${all}. Give more digits`,
      );
    }
    // None is offered: digests that look alike have nothing to do with each other.
    throw new Rejection('digest-unknown', `No digest begins with ${prefix}. See: quench image list`);
  }

  /**
   * Refuses a name that no event was ever about. A channel is known once a lock names it.
   * @throws Rejection `unknown-to-history` with the nearest name, `history-newer` where it may be known to a newer version
   */
  async expect(name: string): Promise<void> {
    if (await this.archive.knows(name)) return;
    const [image = '', tag] = name.split(':');
    if (tag !== undefined && (await this.assigned(image)).includes(tag)) return;
    throw new Rejection('unknown-to-history', `Nothing ever happened to "${name}".${await this.nearName(name)}`);
  }

  /**
   * Refuses a name that no image ever had, whatever else has it.
   * @throws Rejection `unknown-to-history` with the nearest image, `history-newer` where a newer version may know it
   */
  async expectImage(name: string): Promise<void> {
    const accepted = allOfType(await this.archive.about(name), 'builder.DefinitionAccepted.v1');
    if (accepted.some(({ data }) => data.image === name)) return;
    const hint = didYouMean(name, await this.archive.images('builder.DefinitionAccepted.v1'));
    throw new Rejection('unknown-to-history', `No image was ever called "${name}".${hint} See: quench image list`);
  }

  /** The tags that locks of an image ever named. */
  private async assigned(image: string): Promise<readonly string[]> {
    const events = await this.archive.about(image);
    const locks = allOfType(events, 'builder.LockResolved.v1');
    const assigned = allOfType(events, 'builder.ChannelsAssigned.v1');
    return [...locks, ...assigned].flatMap(({ data }) => data.channels);
  }

  private async nearName(name: string): Promise<string> {
    const [image = '', tag] = name.split(':');
    const channels = tag === undefined ? [] : await this.namesFrom(`${image}:`);
    const [near, images] = await Promise.all([
      this.namesFrom(name.slice(0, 2)),
      this.archive.images('builder.DefinitionAccepted.v1'),
    ]);
    const meant = nearest(name, channels) ?? nearest(image, images) ?? nearest(name, near);
    const hint = meant === undefined ? '' : ` Did you mean "${meant}"?`;
    return `${hint} See: quench image list`;
  }

  /** The first subjects that begin with a text, without digests. */
  private async namesFrom(prefix: string): Promise<readonly string[]> {
    return (await this.archive.subjectsFrom(prefix, NEAR)).filter((subject) => !subject.startsWith('sha256:'));
  }
}
