import 'reflect-metadata';
import { describe, expect, it } from '@jest/globals';
import { sha256 } from '@quench/kernel';
import { ReadModels, type RowQuery } from '@quench/ports';
import { InMemoryReadModels } from '@quench/testing';
import { Archive } from './archive.js';
import { HistoryWorld, recipeOf } from './history-world.fixture.js';

/** Rows of an archive in which every service said this much about everything; keeps count of what is asked at once. */
class Talkative extends ReadModels {
  asked = 0;
  atOnce = 0;

  constructor(private readonly eventsOfEach: number) {
    super();
  }

  override get(): Promise<undefined> {
    return Promise.reject(new Error('one row at a time'));
  }

  override hold(): Promise<never> {
    return Promise.reject(new Error('nothing is written'));
  }

  override async getMany<Row extends object>(
    model: string,
    keys: readonly string[],
  ): Promise<ReadonlyMap<string, Row>> {
    this.asked++;
    const at = ++this.atOnce;
    await new Promise(setImmediate);
    this.atOnce--;
    expect(at).toBeLessThanOrEqual(4);
    const rows = keys.map((id) => [`${model}/${id}`, { id, sequencedAt: '2026-01-01T00:00:00.000Z' }] as const);
    return new Map(rows) as unknown as ReadonlyMap<string, Row>;
  }

  override async list<Row extends object>(
    _model: string,
    { after = '', limit }: { readonly after?: string; readonly limit: number },
  ): Promise<readonly { readonly key: string; readonly row: Row }[]> {
    const from = Number(after);
    const length = Math.min(limit, this.eventsOfEach - from);
    return Array.from({ length }, (_, at) => {
      const key = String(from + at + 1);
      return { key, row: { event: key } as unknown as Row };
    });
  }
}

describe('what an archive has about a subject', () => {
  it('is read in a question per page and service', async () => {
    const models = new Talkative(2_500);
    expect(await new Archive(models).about('web')).toHaveLength(10_000);
    expect(models.asked).toBe(12);
  });

  it('is refused when all services together said too much', async () =>
    expect(new Archive(new Talkative(25_001)).about('web')).rejects.toMatchObject({ code: 'too-many-rows' }));
});

/** Keeps count of the questions. */
class Counting extends InMemoryReadModels {
  asked = 0;

  override getMany<Row extends object>(model: string, keys: readonly string[]): Promise<ReadonlyMap<string, Row>> {
    this.asked++;
    return super.getMany(model, keys);
  }

  override list<Row extends object>(
    model: string,
    query: RowQuery<Row>,
  ): Promise<readonly { readonly key: string; readonly row: Row }[]> {
    this.asked++;
    return super.list(model, query);
  }
}

describe('the story of an image', () => {
  const models = new Counting();

  async function revised(world: HistoryWorld, revision: number): Promise<void> {
    const [{ platform, recipe }, manifest] = [recipeOf('web', revision), sha256(`manifest ${String(revision)}`)];
    const also = { index: sha256(`index ${String(revision)}`), sizeBytes: 1 };
    const platforms = [{ platform, recipe, manifest, provenance: sha256('provenance') }];
    const line = { image: 'web', versionStream: 'default', variant: 'prod' };
    const test = { test: sha256('boot'), environment: 'any', name: 'boot', rung: 'boot' };
    await world.locked('web', revision);
    await world.tell('builder.BuildStarted.v1', { recipe, attempt: 1, fence: 1 });
    await world.tell('builder.ImageBuilt.v1', { ...line, revision, platforms, ...also });
    await world.tell('builder.ImageBuilt.v1', { ...line, image: 'twin', revision, platforms, ...also });
    await world.tell('tester.TestPassed.v1', { ...test, manifest, durationMs: 1, log: sha256('log') });
  }

  async function asked(): Promise<{ readonly questions: number; readonly types: readonly string[] }> {
    const before = models.asked;
    const types = (await new Archive(models).storyOf('web')).map(({ type }) => type.split('.')[1] ?? '');
    return { questions: models.asked - before, types };
  }

  it('has its builds and tests, and none of another image of the same parts, in as many questions at any age', async () => {
    const world = await HistoryWorld.open(models);
    await revised(world, 1);
    const young = await asked();
    expect([...young.types].sort()).toEqual(['BuildStarted', 'ImageBuilt', 'LockResolved', 'TestPassed']);
    for (let revision = 2; revision <= 9; revision++) await revised(world, revision);
    const old = await asked();
    expect(old.types).toHaveLength(9 * young.types.length);
    expect(old.questions).toBe(young.questions);
    await world.close();
  });
});
