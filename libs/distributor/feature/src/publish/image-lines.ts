import { Injectable } from '@nestjs/common';
import { lineKey, type ImageLine } from '@quench/contracts';
import {
  built,
  builtKey,
  heads as headRows,
  rules,
  verdictOf,
  verdicts,
  type BuiltRow,
  type HeadRow,
  type ImageChannels,
  type Records,
  type RulesRow,
  type VerdictRow,
} from '@quench/distributor-domain';
import { ReadModels } from '@quench/ports';
import { ChannelRows } from '../channels/channel-rows.js';

/** So many lines are read together, and the others of their images with them. */
const TOGETHER = 100;

/** What is known of the lines of some images. A line without a head has no lock yet, and is not in it. */
export interface KnownLines {
  /** By the keys of the lines, as are the rules. */
  readonly heads: ReadonlyMap<string, HeadRow>;
  readonly rules: ReadonlyMap<string, RulesRow>;
}

/** A line with what is known of it and of the channels of its image. */
export interface KnownLine {
  readonly head: HeadRow;
  readonly records: Records;
  readonly all: ImageChannels;
}

/** The lines of images as events told of them, a question for all of them at once. */
@Injectable()
export class ImageLines {
  constructor(
    private readonly models: ReadModels,
    private readonly channels: ChannelRows,
  ) {}

  async of(images: readonly string[]): Promise<KnownLines> {
    const found: HeadRow[] = [];
    const among = { column: 'image', values: [...new Set(images)] } as const;
    for await (const { row } of this.models.each<HeadRow>(headRows.name, {}, among)) found.push(row);
    return this.withRules(found);
  }

  /** What events said of each of some lines. */
  async records(lines: readonly ImageLine[], known: KnownLines): Promise<readonly Records[]> {
    const heads = lines.map((line) => known.heads.get(lineKey(line)));
    const images = await this.many<BuiltRow>(built.name, heads.map(imageOf));
    const found = heads.map((head) => ({
      head,
      rules: head && known.rules.get(lineKey(head)),
      built: images.get(imageOf(head) ?? ''),
    }));
    const given = await this.many<VerdictRow>(verdicts.name, found.map(verdictOf));
    return found.map((one) => ({ ...one, verdict: given.get(verdictOf(one) ?? '') }));
  }

  /** What decides which line each channel of an image follows. */
  async channelsOf(image: string, known: KnownLines): Promise<ImageChannels> {
    return { heads: inUse(known), rows: await this.channels.of(image) };
  }

  /** Every line with a head. */
  async *each(): AsyncGenerator<KnownLine, void, undefined> {
    let group: HeadRow[] = [];
    // The lines of an image come one after the other.
    for await (const { row } of this.models.each<HeadRow>(headRows.name)) {
      if (group.length >= TOGETHER && group.at(-1)?.image !== row.image) {
        yield* await this.together(group);
        group = [];
      }
      group.push(row);
    }
    yield* await this.together(group);
  }

  private async together(group: readonly HeadRow[]): Promise<readonly KnownLine[]> {
    if (group.length === 0) return [];
    const known = await this.withRules(group);
    const records = await this.records(group, known);
    const rows = await this.channels.ofEach([...new Set(group.map(({ image }) => image))]);
    const lines = inUse(known);
    return group.map((head, index) => ({
      head,
      records: records[index] ?? {},
      all: { heads: lines.filter(({ image }) => image === head.image), rows: rows.get(head.image) ?? [] },
    }));
  }

  private async withRules(found: readonly HeadRow[]): Promise<KnownLines> {
    const heads = new Map(found.map((head) => [lineKey(head), head]));
    return { heads, rules: await this.many<RulesRow>(rules.name, [...heads.keys()]) };
  }

  private async many<Row extends object>(
    model: string,
    keys: readonly (string | undefined)[],
  ): Promise<ReadonlyMap<string, Row>> {
    const wanted = keys.filter((key) => key !== undefined);
    return wanted.length === 0 ? new Map() : this.models.getMany<Row>(model, wanted);
  }
}

/** The lines that their image has now. */
export const inUse = ({ heads: all, rules: rule }: KnownLines): readonly HeadRow[] =>
  [...all].flatMap(([key, head]) => (rule.get(key)?.retired === true ? [] : [head]));

const imageOf = (head: HeadRow | undefined): string | undefined => head && builtKey(head, head.revision);
