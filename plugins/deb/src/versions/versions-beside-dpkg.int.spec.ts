import { spawnSync } from 'node:child_process';
import { describe, expect } from '@jest/globals';
import { whenInstalled } from '@quench/testing';
import fc from 'fast-check';
import { compareVersions } from './index.js';

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

/** Asks of each line whether it holds, and writes the answer before it: a shell starts a program faster than Node. */
const ASK = 'while read -r a is b; do "$0" --compare-versions "$a" "$is" "$b"; echo "$? $a $is $b"; done';

describe('the order of versions beside dpkg', () => {
  whenInstalled('dpkg')(
    'is the same for 1,000 pairs',
    (dpkg) => {
      const pairs = fc.sample(fc.tuple(version, version), { numRuns: 1000, seed: 20261124 });
      const claims = pairs.map(([a, b]) => {
        const wanted = compareVersions(a, b) < 0 ? 'lt' : compareVersions(a, b) > 0 ? 'gt' : 'eq';
        return `${a} ${wanted} ${b}`;
      });
      const input = `${claims.join('\n')}\n`;
      const { stdout, status } = spawnSync('sh', ['-c', ASK, dpkg?.path ?? ''], { input, encoding: 'utf8' });
      expect({ status, answers: stdout.trimEnd().split('\n') }).toEqual({
        status: 0,
        answers: claims.map((claim) => `0 ${claim}`),
      });
      return Promise.resolve();
    },
    120_000,
  );
});
