import 'reflect-metadata';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { lineKey, lineOf, type ImageLine } from '@quench/contracts';
import {
  built,
  builtKey,
  channels,
  heads,
  rules,
  verdictKey,
  verdicts,
  type BuiltRow,
  type ChannelRow,
  type HeadRow,
  type RulesRow,
  type VerdictRow,
} from '@quench/distributor-domain';
import { InMemoryReadModels, InMemoryTransactor } from '@quench/testing';
import { ChannelRows } from '../channels/channel-rows.js';
import { ImageLines } from './image-lines.js';

const IMAGES = 130;
const PROD = { versionStream: 'default', variant: 'prod' };
const DEV = { versionStream: 'default', variant: 'dev' };
const name = (at: number): string => `image-${String(at).padStart(3, '0')}`;
/** Every seventh image has no line of dev any more. */
const isGone = ({ image, variant }: ImageLine): boolean => variant === 'dev' && Number(image.slice(-3)) % 7 === 0;

const head = (line: ImageLine): HeadRow => ({
  ...{ ...line, revision: 3, recipes: [], version: '1', channels: ['latest'], packages: 1 },
});
const rule = (line: ImageLine): RulesRow => ({
  ...{ ...line, plan: 'plan', planned: 'x', policy: 'policy', retired: isGone(line), endedOn: '', replacement: '' },
});
const row = (line: ImageLine): BuiltRow => ({
  ...{ ...line, revision: 3, index: `index of ${lineKey(line)}`, platforms: [], sizeBytes: 1 },
});
const verdict = (line: ImageLine): VerdictRow => ({
  ...{ image: line.image, index: row(line).index, plan: 'plan', policy: 'policy' },
  ...{ approved: true, statement: lineKey(line), failing: [], event: '' },
});
const channel = ({ image, ...line }: ImageLine): ChannelRow => ({
  ...{ repository: image, tag: 'latest', ...line, prod: true, index: 'a', revision: 2, publication: 'x' },
  ...{ frozen: false, retired: false, reason: '', changedAt: '', moves: {} },
});

/** Counts what is asked of it. */
class CountedReadModels extends InMemoryReadModels {
  questions = 0;
  override getMany: InMemoryReadModels['getMany'] = async (model, keys) => {
    this.questions++;
    return super.getMany(model, keys);
  };
  override list: InMemoryReadModels['list'] = async (model, query) => {
    this.questions++;
    return super.list(model, query);
  };
}

let models: CountedReadModels;
let lines: ImageLines;

beforeEach(async () => {
  models = new CountedReadModels();
  lines = new ImageLines(models, new ChannelRows(models));
  const all = Array.from({ length: IMAGES }, (_, at) =>
    [PROD, DEV].map((line) => ({ image: name(at), ...line })),
  ).flat();
  const keyed = <Row>(key: (line: ImageLine) => string, make: (line: ImageLine) => Row) =>
    new Map(all.map((line) => [key(line), make(line)]));
  await new InMemoryTransactor().run(async (tx) => {
    await models.writer.write(heads.name, keyed(lineKey, head), tx);
    await models.writer.write(rules.name, keyed(lineKey, rule), tx);
    await models.writer.write(
      built.name,
      keyed((line) => builtKey(line, 3), row),
      tx,
    );
    await models.writer.write(
      verdicts.name,
      keyed((line) => verdictKey(verdict(line)), verdict),
      tx,
    );
    const own = all.filter(({ variant }) => variant === 'prod');
    await models.writer.write(channels.name, new Map(own.map((line) => [`${line.image}:latest`, channel(line)])), tx);
  });
});

describe('the lines of images', () => {
  it('are all there, each with its own records, and the lines and channels of its image', async () => {
    const found = [];
    for await (const one of lines.each()) found.push(one);
    expect(found.map(({ head: one }) => lineKey(one))).toEqual(
      Array.from({ length: IMAGES }, (_, at) => [`${name(at)}/default/dev`, `${name(at)}/default/prod`]).flat(),
    );
    for (const { head: own, records, all } of found) {
      const one = lineOf(lineKey(own));
      expect(records).toEqual({ head: head(one), rules: rule(one), built: row(one), verdict: verdict(one) });
      expect(all.rows.map(({ repository, tag }) => `${repository}:${tag}`)).toEqual([`${one.image}:latest`]);
      const { image } = one;
      const there = [DEV, PROD].map((line) => ({ image, ...line })).filter((line) => !isGone(line));
      expect(all.heads.map(lineKey)).toEqual(there.map(lineKey));
    }
  });

  it('are asked for together', async () => {
    const found = [];
    for await (const one of lines.each()) found.push(one);
    expect(found).toHaveLength(2 * IMAGES);
    expect(models.questions).toBeLessThan(20);
  });

  it('of one image are those of no other', async () => {
    const known = await lines.of([name(7)]);
    expect([...known.heads.keys()]).toEqual([`${name(7)}/default/dev`, `${name(7)}/default/prod`]);
    const [prod, none] = await lines.records(
      [
        { image: name(7), ...PROD },
        { image: name(8), ...PROD },
      ],
      known,
    );
    expect(prod).toMatchObject({ head: { image: name(7) }, verdict: { statement: `${name(7)}/default/prod` } });
    expect(none).toEqual({});
    expect((await lines.channelsOf(name(7), known)).heads.map(lineKey)).toEqual([`${name(7)}/default/prod`]);
  });
});
