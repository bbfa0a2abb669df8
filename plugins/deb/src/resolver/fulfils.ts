import type { Relation } from '../index-of-packages/index.js';
import { compareVersions } from '../versions/index.js';

/** Whether a version fulfils a relation. What is provided without a version fulfils only relations without one. */
export function fulfils(version: string, relation: Relation): boolean {
  if (relation.operator === undefined) return true;
  if (version === '') return false;
  const order = compareVersions(version, relation.version);
  switch (relation.operator) {
    case '<<':
      return order < 0;
    case '<=':
      return order <= 0;
    case '=':
      return order === 0;
    case '>=':
      return order >= 0;
    case '>>':
      return order > 0;
  }
}
