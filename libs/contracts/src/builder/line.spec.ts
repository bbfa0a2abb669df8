import { describe, expect, it } from '@jest/globals';
import { lineIn, lineName, lineParts, linesIn } from './line.js';

const of = (versionStream: string, variant: string) => ({ image: 'nodejs', versionStream, variant });

describe('a line', () => {
  it.each([
    [of('default', 'prod'), 'nodejs'],
    [of('default', 'dev'), 'nodejs/dev'],
    [of('22', 'prod'), 'nodejs/22'],
    [of('22', 'dev'), 'nodejs/22/dev'],
  ])('is found again in what events say of it: %p, for people %s', (line, name) => {
    expect(lineIn({ image: line.image, ...lineParts(line) })).toEqual(line);
    expect(lineName(line)).toBe(name);
  });

  it('is the only one of an event that names none', () => {
    expect(linesIn({ image: 'nodejs' })).toEqual([of('default', 'prod')]);
    expect(linesIn({ image: 'nodejs', lines: [of('22', 'dev'), of('24', 'prod')] })).toEqual([
      of('22', 'dev'),
      of('24', 'prod'),
    ]);
  });
});
