import { distributionLaws, type DistributionCandidate } from './distribution/laws.js';
import type { Law } from './law.js';
import { projectLaws, type ProjectCandidate } from './project/laws.js';
import type { Tools } from './replay-host.js';

/** What is held to the laws. */
export type Candidate = DistributionCandidate | ProjectCandidate;

/** Every law of the interface for a plugin. Nothing is asked of it before a law is run. */
export const lawsOf = (candidate: Candidate, tools: Tools): readonly Law[] =>
  candidate.kind === 'distribution' ? distributionLaws(candidate, tools) : projectLaws(candidate, tools);
