import { expect, it } from '@jest/globals';
import { eventProblems } from '@quench/contracts';
import { recordedProblems } from './recorded-problems.js';

/** Of an event, as the store bounds it. */
const MAX_BYTES = 8 * 1024 * 1024;

const refusal = (problems: readonly string[]) => ({ type: 'builder.CatalogRefused.v1', data: { problems } });

it('are those of the folder, where they are few and short', () =>
  expect(recordedProblems(['a.yaml:1: x', 'b.yaml:2: y'])).toEqual(['a.yaml:1: x', 'b.yaml:2: y']));

it('fit into an event, however many and long they are, and say how many more there are', () => {
  const recorded = recordedProblems(Array.from({ length: 10_000 }, () => '\u0001'.repeat(5_000)));
  expect(recorded).toHaveLength(301);
  expect(recorded[0]?.endsWith('\u0001…')).toBe(true);
  expect(recorded.at(-1)).toBe('and 9700 more. All of them: quench catalog check DIR');
  expect(eventProblems(refusal(recorded))).toEqual([]);
  expect(new TextEncoder().encode(JSON.stringify(recorded)).byteLength).toBeLessThan(MAX_BYTES);
});

it('hold whole characters only', () => {
  const [long, odd] = recordedProblems([`x${'😀'.repeat(5_000)}`, 'half \ud83d']);
  expect(long?.isWellFormed()).toBe(true);
  expect(eventProblems(refusal([long ?? '']))).toEqual([]);
  expect(odd).toBe('half \ufffd');
});
