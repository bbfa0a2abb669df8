import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { PAGE_ROWS, type ReadModels, type ReadModelWriter, type RowQuery, type Transactor } from '@quench/ports';

/** A row with a column of every sort. */
export interface SampleRow {
  readonly image: string;
  readonly revision: number;
  readonly frozen: boolean;
  /** In a bigint column. */
  readonly sizeBytes: number;
  /** In a timestamp column. */
  readonly movedAt?: string;
  /** In a jsonb column. */
  readonly labels: readonly { readonly name: string; readonly values: readonly (string | number)[] }[];
  /** In a jsonb column. */
  readonly note?: string | { readonly text: string };
}

/** Read models to test, with a model `sample` of `SampleRow`. */
export interface ReadModelsUnderTest {
  readonly readModels: ReadModels;
  readonly writer: ReadModelWriter;
  readonly transactor: Transactor;
  dispose(): Promise<void> | void;
}

const sample = (image: string, more: Partial<SampleRow> = {}): SampleRow => ({
  image,
  revision: 1,
  frozen: false,
  sizeBytes: 9_007_199_254_740_991,
  labels: [{ name: 'é "quoted" \\', values: ['a', 1.5, -0.25] }],
  ...more,
});

/** What read models and their writer promise. @param make new, empty ones for each test */
export function readModelsContract(make: () => Promise<ReadModelsUnderTest> | ReadModelsUnderTest): void {
  describe('read models', () => {
    let subject: ReadModelsUnderTest;
    beforeEach(async () => {
      subject = await make();
    });
    afterEach(() => subject.dispose());

    const write = (changes: Readonly<Record<string, SampleRow | undefined>>): Promise<void> =>
      subject.transactor.run((tx) => subject.writer.write('sample', new Map(Object.entries(changes)), tx));
    const get = (key: string): Promise<SampleRow | undefined> => subject.readModels.get<SampleRow>('sample', key);
    const keys = async (query: RowQuery<SampleRow>): Promise<string[]> =>
      (await subject.readModels.list<SampleRow>('sample', query)).map(({ key }) => key);

    it('give back rows equal to what was written', async () => {
      const rows = {
        plain: sample('nginx'),
        full: sample('redis', { movedAt: '2026-11-24T07:00:00.123Z', note: { text: 'nested' }, frozen: true }),
        text: sample('text', { note: 'a text in a column of JSON', labels: [] }),
      };
      await write(rows);
      for (const [key, row] of Object.entries(rows)) expect(await get(key)).toStrictEqual(row);
      const loaded = await subject.transactor.run((tx) => subject.writer.load('sample', ['full', 'none', 'text'], tx));
      expect(loaded).toStrictEqual(
        new Map([
          ['full', rows.full],
          ['text', rows.text],
        ]),
      );
      expect(await get('none')).toBeUndefined();
    });

    it('are read together, by key', async () => {
      const rows = { a: sample('nginx'), b: sample('redis', { movedAt: '2026-11-24T07:00:00.123Z' }), c: sample('c') };
      await write(rows);
      const many = (wanted: readonly string[]) => subject.readModels.getMany<SampleRow>('sample', wanted);
      expect(Object.fromEntries(await many(['b', 'none', 'a', 'b']))).toStrictEqual({ a: rows.a, b: rows.b });
      expect(await many([])).toStrictEqual(new Map());
    });

    it('replace whole rows and delete them', async () => {
      await write({ a: sample('a', { movedAt: '2026-11-24T07:00:00.000Z', note: 'old' }), b: sample('b') });
      await write({ a: sample('a', { revision: 2 }), b: undefined, c: undefined });
      expect(await get('a')).toStrictEqual(sample('a', { revision: 2 }));
      expect(await keys({ limit: 10 })).toEqual(['a']);
    });

    it('are held in a transaction as they are read outside of it', async () => {
      const full = sample('a', { movedAt: '2026-11-24T07:00:00.000Z', note: 'a "note"' });
      await write({ a: full, b: sample('b') });
      const names = ['b', 'none', 'a'].map((key) => ({ model: 'sample', key }));
      const held = await subject.transactor.run((tx) => subject.readModels.hold(names, tx));
      expect(held).toStrictEqual([sample('b'), undefined, full]);
    });

    it('are written in a transaction or not at all', async () => {
      const failing = subject.transactor.run(async (tx) => {
        await subject.writer.write('sample', new Map([['a', sample('a')]]), tx);
        throw new RangeError('no');
      });
      await expect(failing).rejects.toThrow(RangeError);
      expect(await get('a')).toBeUndefined();
    });

    it('are listed by key, page by page', async () => {
      await write(Object.fromEntries(['b', 'B', 'a/2', 'a', 'é', 'a-1'].map((key) => [key, sample(key)])));
      expect(await keys({ limit: 4 })).toEqual(['B', 'a', 'a-1', 'a/2']);
      expect(await keys({ after: 'a/2', limit: 4 })).toEqual(['b', 'é']);
    });

    it('are gone through one by one, however many, by key', async () => {
      const wanted = Array.from({ length: 2 * PAGE_ROWS + 1 }, (_, at) => `row-${String(at)}`);
      const rows = wanted.map((key, at) => [key, sample(at % 2 === 0 ? 'even' : 'odd')] as const);
      await write(Object.fromEntries(rows));
      const through = async (
        where?: Partial<SampleRow>,
        among?: RowQuery<SampleRow>['among'],
      ): Promise<readonly string[]> => {
        const seen: string[] = [];
        for await (const { key } of subject.readModels.each<SampleRow>('sample', where, among)) seen.push(key);
        return seen;
      };
      expect(await through()).toStrictEqual([...wanted].sort());
      expect(await through({ image: 'even' })).toHaveLength(PAGE_ROWS + 1);
      expect(await through({ image: 'none' })).toStrictEqual([]);
      expect(await through({}, { column: 'image', values: ['odd', 'none', 'even'] })).toHaveLength(wanted.length);
      expect(await through({}, { column: 'image', values: ['odd'] })).toHaveLength(PAGE_ROWS);
    });

    it('are listed by their columns', async () => {
      await write({
        a: sample('nginx', { movedAt: '2026-11-24T07:00:00.000Z' }),
        b: sample('nginx', { revision: 2 }),
        c: sample('redis', { revision: 2, sizeBytes: 5 }),
      });
      expect(await keys({ where: { image: 'nginx' }, limit: 9 })).toEqual(['a', 'b']);
      expect(await keys({ where: { image: 'nginx', revision: 2 }, limit: 9 })).toEqual(['b']);
      expect(await keys({ where: { sizeBytes: 5 }, limit: 9 })).toEqual(['c']);
      expect(await keys({ where: { frozen: true }, limit: 9 })).toEqual([]);
      expect(await keys({ where: { movedAt: '2026-11-24T07:00:00.000Z' }, limit: 9 })).toEqual(['a']);
    });

    it('are listed by any of several values of a column', async () => {
      await write({ a: sample('nginx'), b: sample('redis', { revision: 2 }), c: sample('redis'), d: sample('web') });
      const among = (...values: readonly string[]) => ({ column: 'image', values }) as const;
      expect(await keys({ among: among('redis', 'none', 'nginx', 'redis'), limit: 9 })).toEqual(['a', 'b', 'c']);
      expect(await keys({ among: among('redis', 'nginx'), after: 'a', limit: 1 })).toEqual(['b']);
      expect(await keys({ among: among('redis', 'nginx'), where: { revision: 1 }, limit: 9 })).toEqual(['a', 'c']);
      expect(await keys({ among: among(), limit: 9 })).toEqual([]);
    });

    it('can be cleared', async () => {
      await write({ a: sample('a'), b: sample('b') });
      await subject.transactor.run((tx) => subject.writer.clear('sample', tx));
      expect(await keys({ limit: 9 })).toEqual([]);
    });
  });
}
