import { lineIn, lineKey, type RecipeImage } from '@quench/contracts';
import type { CompleteRecords, Obstacle, Proofs } from './evidence.js';

type SaidLine = Pick<RecipeImage, 'versionStream' | 'variant'>;

/**
 * What was built and what was asked of it must both be of the line whose channels move. Events say which line that is;
 * what its bytes are made for, the recipe says, whose digest the builder signed, and by whose rules they were looked at,
 * the plan, whose digest the tester signed.
 */
export function lineObstacle(
  { head, rules }: Pick<CompleteRecords, 'head' | 'rules'>,
  { children, plan }: Pick<Proofs, 'children' | 'plan'>,
): Obstacle | undefined {
  const { image } = head;
  const line = lineKey(head);
  const keyOf = ({ versionStream, variant }: SaidLine): string => lineKey(lineIn({ image, versionStream, variant }));
  const other = children.find(({ document }) => keyOf(document.image) !== line);
  if (other !== undefined) {
    const detail = `The recipe ${other.recipe} of ${other.platform} is for ${keyOf(other.document.image)}, not for ${line}`;
    return { code: 'recipe-of-another-line', detail };
  }
  return keyOf(plan) === line
    ? undefined
    : { code: 'plan-of-another-line', detail: `The plan ${rules.plan} is for ${keyOf(plan)}, not for ${line}` };
}
