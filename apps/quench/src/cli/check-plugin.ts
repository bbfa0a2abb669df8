import { lawsOf, run, type Candidate, type Result } from '@quench/plugin-conformance';
import { hostTools } from '@quench/platform/plugin-host';
import { deb } from '@quench/plugin-deb';
import { samples as debSamples } from '@quench/plugin-deb/samples';
import { npm } from '@quench/plugin-npm';
import { samples as npmSamples } from '@quench/plugin-npm/samples';

/** What became of a law, as it is told. */
export interface CheckedLaw {
  readonly part: string;
  readonly law: string;
  readonly verdict: 'held' | 'broken' | 'untried';
  /** How many were tried, of one that holds. */
  readonly cases?: number;
  readonly counterExample?: string;
  readonly why?: string;
}

/** What became of all laws of a plugin. */
export interface CheckedPlugin {
  readonly ecosystem: string;
  /** Whether every law was tried and holds. */
  readonly held: boolean;
  readonly laws: readonly CheckedLaw[];
}

/** The plugins of this program with the samples that they ship, by ecosystem. */
export const candidates: ReadonlyMap<string, Candidate> = new Map([
  ['deb', { kind: 'distribution', make: deb, samples: debSamples }],
  ['npm', { kind: 'project', make: npm, samples: npmSamples }],
]);

/** Holds a plugin to every law of the interface, without a network and without a factory. */
export async function checkPlugin(ecosystem: string, candidate: Candidate): Promise<CheckedPlugin> {
  const results = await run(lawsOf(candidate, hostTools));
  return { ecosystem, held: results.every(({ verdict }) => verdict.type === 'held'), laws: results.map(checkedLaw) };
}

function checkedLaw({ part, law, verdict }: Result): CheckedLaw {
  const { type, ...more } = verdict;
  return { part, law, verdict: type, ...more };
}
