import type { Candidate } from '../laws.js';
import { lawsOf } from '../laws.js';
import { complaintOf, run, type Result } from '../run.js';
import { toyTools } from './toy-tools.fixture.js';

const nameOf = ({ part, law }: Pick<Result, 'part' | 'law'>): string => `${part} ${law}`;

/** The laws that a plugin breaks, by part and name, sorted. */
export async function brokenLaws(candidate: Candidate): Promise<readonly string[]> {
  const results = await run(lawsOf(candidate, toyTools));
  return results
    .filter(({ verdict }) => verdict.type === 'broken')
    .map(nameOf)
    .sort();
}

/** What is told of each law that a plugin breaks. */
export async function complaintsAbout(candidate: Candidate): Promise<readonly (string | undefined)[]> {
  return (await run(lawsOf(candidate, toyTools))).map(complaintOf);
}

/** Every law that a plugin is held to, by part and name. */
export const lawNames = (candidate: Candidate): readonly string[] =>
  lawsOf(candidate, toyTools).map(({ part, name }) => nameOf({ part, law: name }));
