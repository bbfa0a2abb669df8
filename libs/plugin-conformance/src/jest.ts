import { describe, it } from '@jest/globals';
import { DEFAULT_EFFORT } from './law.js';
import { lawsOf, type Candidate } from './laws.js';
import type { Tools } from './replay-host.js';
import { complaintOf } from './run.js';

/**
 * Every law of the interface as a test, for the spec of a plugin. One that does not hold fails with the smallest
 * counter-example.
 *
 *     conforms({ kind: 'distribution', make: deb, samples }, hostTools);
 */
export function conforms(candidate: Candidate, tools: Tools): void {
  describe(`the plugin ${candidate.make().ecosystem}`, () => {
    for (const law of lawsOf(candidate, tools)) {
      it(`${law.part}: ${law.name}`, async () => {
        const complaint = complaintOf({ part: law.part, law: law.name, verdict: await law.run(DEFAULT_EFFORT) });
        if (complaint !== undefined) throw new Error(complaint);
      });
    }
  });
}
