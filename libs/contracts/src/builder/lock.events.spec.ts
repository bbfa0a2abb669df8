import { describe, expect, it } from '@jest/globals';
import { lineKey, lineOf } from './lock.events.js';

describe('the key of work on a line', () => {
  it('names the line that it was made of', () => {
    const line = { image: 'nginx', versionStream: '1.26', variant: 'default' };
    expect(lineOf(lineKey(line))).toEqual(line);
  });

  it.each(['nginx', 'nginx/1.26', 'nginx//default', 'nginx/1.26/default/more', ''])('is refused: "%s"', (key) => {
    expect(() => lineOf(key)).toThrow(expect.objectContaining({ name: 'Rejection', code: 'line-malformed' }));
  });
});
