import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Command, Query } from '@nestjs/cqrs';
import type { CatalogOutcome } from '@quench/builder-feature';
import { Rejection } from '@quench/kernel';
import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expectTaken, offerFolder, offerLines, refusedLine, startingOffer, type Offer } from './offer-folder.js';

let data: string;

beforeEach(async () => {
  data = await realpath(await mkdtemp(join(tmpdir(), 'quench-offer-')));
});
afterEach(() => rm(data, { recursive: true }));

const actor = { kind: 'person', id: 'somebody', authenticatedBy: 'local-user' } as const;
const outcome: CatalogOutcome = {
  ...{ problems: [], edition: 3, changed: true, images: ['web', 'api'] },
  ...{ added: ['api'], updated: [], retired: ['db'] },
};

/** What of a factory is asked; `apply` is the builder's answer and `edition` is what holds. */
const factoryOf = (apply: () => CatalogOutcome, edition: number) => {
  const command = <T>(_service: string, _asked: Command<T>): Promise<T> => Promise.resolve().then(() => apply() as T);
  const query = <T>(_service: string, _asked: Query<T>): Promise<T> => Promise.resolve({ edition } as T);
  return { actor, command, query, data };
};
const offer = (apply: () => CatalogOutcome, edition: number, folder = data): Promise<Offer> =>
  offerFolder(factoryOf(apply, edition), folder);
const refuse = (): never => {
  throw new Rejection('too-many-retired', 'The folder lacks all');
};

describe('a folder that is offered', () => {
  it('is the next edition, and is told with the images that it changes', async () =>
    expect(await offer(() => outcome, 3)).toEqual({
      ...{ edition: 3, changed: true, refused: [] },
      notes: ['catalog edition 3: added api; retired db'],
    }));

  it('with mistakes leaves the edition that holds, and says all of them', async () => {
    const problems = ['a.yaml:1: x', 'b.yaml:2: y'];
    const refused = await offer(() => ({ ...outcome, changed: false, problems, images: [], retired: [] }), 3);
    expect(refused).toEqual({ edition: 3, changed: false, refused: problems, notes: [] });
    expect(refusedLine('/catalog', refused)).toBe(
      'The catalog /catalog is refused: none of its edits is applied, and edition 3 is served',
    );
  });

  it('leaves the edition that holds when it may not follow it, or cannot be read', async () => {
    expect(await offer(refuse, 3)).toMatchObject({ edition: 3, refused: ['The folder lacks all'] });
    const away = await offer(() => outcome, 3, join(data, 'away'));
    expect(away).toMatchObject({ edition: 3, refused: [expect.stringContaining('There is no folder')] });
  });

  it('is an error where there is no edition to go on with', async () => {
    await expect(offer(refuse, 0)).rejects.toMatchObject({ code: 'too-many-retired' });
    await expect(offer(() => outcome, 0, join(data, 'away'))).rejects.toMatchObject({ code: 'catalog-unreadable' });
  });

  it('is told with its mistakes and what is served, unless that was told already', () => {
    const refused = { edition: 3, changed: false, refused: ['a.yaml:1: x', 'b.yaml:2: y'], notes: [] };
    const lines = [...refused.refused, refusedLine('/catalog', refused)];
    expect(offerLines('/catalog', refused, [])).toEqual(lines);
    expect(offerLines('/catalog', refused, ['a.yaml:1: x'])).toEqual(lines);
    expect(offerLines('/catalog', refused, refused.refused)).toEqual([]);
    expect(offerLines('/catalog', { ...refused, edition: 0 }, [])).toEqual(refused.refused);
    const taken = { edition: 4, changed: true, refused: [], notes: ['retired: db'] };
    expect(offerLines('/catalog', taken, [])).toEqual(['retired: db']);
  });

  it('is not blamed for a mistake of the factory', () =>
    expect(
      offer(() => {
        throw new TypeError('x');
      }, 3),
    ).rejects.toThrow(TypeError));
});

describe('a folder that a factory starts with', () => {
  const mistaken = { ...outcome, changed: false, problems: ['a.yaml:1: x'], images: [], added: [], retired: [] };
  let notes: string[];
  const start = (apply: () => CatalogOutcome, edition: number): Promise<Offer> => {
    notes = [];
    return startingOffer(factoryOf(apply, edition), data, (line) => void notes.push(line));
  };

  it('is told with what it changes, or that it changes nothing', async () => {
    await start(() => outcome, 3);
    expect(notes).toEqual(['catalog edition 3: added api; retired db']);
    await start(() => ({ ...outcome, changed: false }), 3);
    expect(notes).toEqual(['catalog unchanged']);
  });

  it('is refused, and leaves the edition that is served, with which the command that is done ends', async () => {
    const served = `The catalog ${data} is refused: none of its edits is applied, and edition 3 is served`;
    const offers = [await start(() => mistaken, 3)];
    expect(notes).toEqual(['a.yaml:1: x']);
    offers.push(await start(refuse, 3));
    expect(notes).toEqual(['The folder lacks all']);
    for (const refused of offers) {
      expect(() => expectTaken(data, refused)).toThrow(new Rejection('catalog-refused', served));
    }
    expectTaken(data, await start(() => outcome, 3));
  });

  it('must be right where nothing is served', async () => {
    const first = start(() => ({ ...mistaken, edition: 0 }), 0);
    await expect(first).rejects.toMatchObject({ code: 'catalog-refused' });
    expect(notes).toEqual(['a.yaml:1: x']);
    await expect(start(refuse, 0)).rejects.toMatchObject({ code: 'too-many-retired' });
  });
});
