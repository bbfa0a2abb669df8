import { complete } from './completeness.js';
import type { Answer, CompleteRecords, Obstacle, Proofs, Records } from './evidence.js';
import { imageObstacle } from './image-rule.js';
import { lineObstacle } from './line-rule.js';
import { provenanceObstacle } from './provenance-rule.js';
import { verdictObstacle } from './verdict-rule.js';

/**
 * Invariant I6 as one function: whether the channels of a line may be moved to the image of its head lock. Everything
 * that signatures vouch for is compared with what the lock and the rules of this moment ask for.
 */
export function mayMove(records: Records, proofs: Proofs): Answer {
  const found = complete(records);
  if ('missing' in found) return { outcome: 'not-yet', ...found.missing };
  const obstacle = obstacleOf(found.records, proofs);
  return obstacle === undefined ? { outcome: 'may-move' } : { outcome: 'refused', ...obstacle };
}

function obstacleOf(records: CompleteRecords, proofs: Proofs): Obstacle | undefined {
  return (
    imageObstacle(records, proofs) ??
    proofs.children.map((child) => provenanceObstacle(child, records)).find((found) => found !== undefined) ??
    lineObstacle(records, proofs) ??
    verdictObstacle(records, proofs)
  );
}
