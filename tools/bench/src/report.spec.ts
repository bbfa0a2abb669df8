import { describe, expect, it } from '@jest/globals';
import { digits, report } from './report.js';

describe('report', () => {
  it('shows median, range and the ratio to a peer', () => {
    const text = report([
      {
        bench: 'build',
        metrics: [
          {
            name: 'wall',
            unit: 's',
            goal: '≤ 3 s',
            samples: [2, 4, 3],
            peers: [{ name: 'other', samples: [4, 4, 4] }],
          },
        ],
      },
    ]);
    expect(text.split('\n')[2]).toBe('| build | wall   | ≤ 3 s | 3 [2–4] s | 0.75 [0.5–1] × other | 3    |');
  });

  it('leaves the peer empty where there is none', () => {
    const text = report([{ bench: 'x', metrics: [{ name: 'n', unit: 'ms', goal: '-', samples: [1] }] }]);
    expect(text.split('\n')[2]).toContain('| 1 [1–1] ms |               |');
  });
});

describe('digits', () => {
  it.each([
    [1234.5, '1235'],
    [12.345, '12.3'],
    [0.012345, '0.0123'],
    [0, '0'],
  ])('%d', (value, text) => expect(digits(value)).toBe(text));
});
