import { describe, expect, it } from '@jest/globals';
import { schemaDifference } from './schema-version.js';

const [FIRST, SECOND] = ['Begin1760000000000', 'Annul1770000000000'];

describe('a schema', () => {
  it('is right when it has what the program needs, in whatever order it is told', () => {
    expect(schemaDifference([FIRST, SECOND], [SECOND, FIRST])).toBeUndefined();
  });

  it('is older when it lacks something, even if it has more', () => {
    const difference = schemaDifference([FIRST, SECOND], [FIRST]);
    expect(difference).toMatch(/^older .* at Begin1760000000000, this program needs Annul1770000000000/);
    expect(schemaDifference([SECOND], [FIRST])).toMatch(/^older/);
  });

  it('is newer when it has something that the program does not know', () => {
    const difference = schemaDifference([FIRST], [FIRST, SECOND]);
    expect(difference).toMatch(/^newer .* at Annul1770000000000, this program needs Begin1760000000000/);
  });

  it('that nobody prepared is at nothing', () => {
    expect(schemaDifference([FIRST], [])).toContain('at nothing');
  });
});
