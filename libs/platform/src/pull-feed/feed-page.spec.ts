import { describe, expect, it } from '@jest/globals';
import { checkContiguous, readHead, readPage, readRequest } from './feed-page.js';
import { full } from './recorded.fixture.js';

const at = (...places: readonly (readonly [number, number])[]) =>
  places.map(([epoch, globalSeq]) => ({ ...full, epoch, globalSeq }));
const malformed = expect.objectContaining({ name: 'IntegrityFault', code: 'feed-page-malformed' });

describe('a request for a page', () => {
  it('names a place, and no more events than an answer has', () => {
    expect(readRequest({ after: '1.0' })).toEqual({ after: { epoch: 1, seq: 0 }, limit: 500 });
    expect(readRequest({ after: '3.4711', limit: '20' })).toEqual({ after: { epoch: 3, seq: 4711 }, limit: 20 });
    expect(readRequest({ after: '3.4711', limit: '90000' }).limit).toBe(500);
  });

  it.each([
    {},
    { after: '' },
    { after: '1' },
    { after: '1.' },
    { after: '-1.5' },
    { after: '1.5 ' },
    { after: '1.9999999999999999' },
    { after: '1.5', limit: '0' },
    { after: '1.5', limit: '-3' },
    { after: '1.5', limit: '1e2' },
    { after: '1.5', limit: '' },
  ])('is refused as %j', (query: Record<string, string>) => {
    expect(() => readRequest(query)).toThrow(
      expect.objectContaining({ name: 'Rejection', code: 'feed-request-malformed' }),
    );
  });
});

describe('events of an answer', () => {
  it.each([
    ['nothing', at()],
    ['the next ones', at([1, 8], [1, 9])],
    ['a new epoch that begins behind the place', at([1, 8], [2, 9])],
    ['a new epoch that takes back', at([2, 5], [2, 6])],
    ['two new epochs', at([2, 5], [3, 6])],
  ])('may be %s', (_, events) => {
    expect(() => checkContiguous({ epoch: 1, seq: 7 }, events)).not.toThrow();
  });

  it.each([
    ['leave one out', at([1, 9])],
    ['leave one out between them', at([1, 8], [1, 10])],
    ['come twice', at([1, 8], [1, 8])],
    ['go back in the same epoch', at([1, 5])],
    ['go back to an older epoch', at([1, 8], [0, 9])],
    ['go back after the first', at([1, 8], [2, 6])],
    ['leave one out in a new epoch', at([2, 9])],
  ])('may not %s', (_, events) => {
    expect(() => checkContiguous({ epoch: 1, seq: 7 }, events)).toThrow(malformed);
  });
});

describe('an answer', () => {
  it.each(['', 'null', '[]', '{"events":[]}', '{"events":{},"more":false}', '{"events":[7],"more":false}', '<html>'])(
    'is no page as %s',
    (text) => {
      expect(() => readPage(text, 500)).toThrow(malformed);
    },
  );

  it('has no more events than were asked for', () => {
    const text = '{"events":[{"data":1},{"data":2}],"more":false}';
    expect(readPage(text, 2).records).toHaveLength(2);
    expect(() => readPage(text, 1)).toThrow(malformed);
  });

  it.each(['{}', '{"epoch":1}', '{"epoch":1,"seq":-1}', '{"epoch":1.5,"seq":1}', '{"epoch":"1","seq":1}', '7'])(
    'is no head as %s',
    (text) => {
      expect(() => readHead(text)).toThrow(malformed);
    },
  );
});
