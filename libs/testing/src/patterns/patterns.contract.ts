import { describe, expect, it } from '@jest/globals';
import type { Patterns } from '@quench/ports';

/** Longer than any thread needs that is not looking for what is endless. */
const PATIENT = { timeoutMs: 600_000 };

/** What everything promises that looks for patterns. */
export function patternsContract(name: string, make: () => Patterns): void {
  describe(`patterns: ${name}`, () => {
    it('are looked for in every line', async () => {
      expect(await make().match('^ready$', 'starting\nready\n', PATIENT)).toBe('found');
      expect(await make().match('^ready$', 'not ready', PATIENT)).toBe('absent');
    });

    it('are given up on text that would keep them busy for years', async () =>
      expect(await make().match('^(a+)+$', `${'a'.repeat(60)}!`, { timeoutMs: 100 })).toBe('given-up'));

    it('are refused when they are none', () =>
      expect(make().match('(', '', PATIENT)).rejects.toThrow('Invalid regular expression'));
  });
}
