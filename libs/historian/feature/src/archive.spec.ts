import 'reflect-metadata';
import { describe, expect, it } from '@jest/globals';
import { ReadModels } from '@quench/ports';
import { Archive } from './archive.js';

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
