import { describe, expect, it } from '@jest/globals';
import { sha256 } from '@quench/kernel';
import { channelsCell } from './channels-cell.js';

const [newest, older] = [sha256('newest'), sha256('older')];
const short = older.slice(7, 19);
const follows = { tag: '1.26', digest: newest, frozen: false, reason: '' };

describe('the channels of an image', () => {
  it('are names where all hand out its newest revision', () => {
    expect(channelsCell({ digest: newest, pointing: [follows, { ...follows, tag: 'latest' }] })).toBe('1.26 latest');
    expect(channelsCell({ digest: newest, pointing: [] })).toBe('-');
  });

  it.each([
    ['is frozen there', { digest: newest, frozen: true }, '(frozen)'],
    ['was rolled back', { digest: older, frozen: true }, `(frozen at ${short})`],
    ['waits for a verdict', { digest: older, frozen: false }, `(at ${short})`],
  ])('say of one that %s what it hands out', (_what, at, said) =>
    expect(channelsCell({ digest: newest, pointing: [follows, { tag: 'latest', reason: '', ...at }] })).toBe(
      `1.26 latest ${said}`,
    ),
  );

  it('hand out something while the newest revision is not built', () =>
    expect(channelsCell({ digest: '', pointing: [{ ...follows, digest: older }] })).toBe(`1.26 (at ${short})`));
});
