import { execFileSync } from 'node:child_process';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { compareVersions } from './index.js';

const dpkg = ((): boolean => {
  try {
    execFileSync('dpkg', ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
})();

const part = fc
  .array(
    fc.constantFrom(
      '0',
      '00',
      '1',
      '9',
      '10',
      '~',
      '~~',
      '.',
      '+',
      'a',
      'Z',
      'b1',
      'rc',
      '~rc1',
      'dfsg',
      '184467440737095516',
    ),
    { minLength: 0, maxLength: 5 },
  )
  .map((pieces) => pieces.join(''));
const version = fc
  .tuple(
    fc.constantFrom('', '', '0:', '1:'),
    part,
    fc.constantFrom('', '-0', '-1', '-1~deb12u1', '-1+b1', '-2~-1', '-a.b'),
  )
  .map(([epoch, upstream, revision]) => `${epoch}1${upstream}${revision}`);

(dpkg ? describe : describe.skip)('the order of versions beside dpkg', () => {
  it('is the same for 1,000 pairs', () => {
    const pairs = fc.sample(fc.tuple(version, version), { numRuns: 1000, seed: 20261124 });
    const wrong = pairs.filter(([a, b]) => {
      const wanted = compareVersions(a, b) < 0 ? 'lt' : compareVersions(a, b) > 0 ? 'gt' : 'eq';
      try {
        execFileSync('dpkg', ['--compare-versions', a, wanted, b], { stdio: 'ignore' });
        return false;
      } catch {
        return true;
      }
    });
    expect(wrong).toEqual([]);
  }, 120_000);
});
