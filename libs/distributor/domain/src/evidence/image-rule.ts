import { platformName, type OciDescriptor } from '@quench/contracts';
import type { CompleteRecords, Obstacle, Proofs } from './evidence.js';

/** The image must be the one of the head lock: its recipes, its platforms, each with its manifest, and nothing more. */
export function imageObstacle({ head, built }: CompleteRecords, proofs: Proofs): Obstacle | undefined {
  if (built.revision !== head.revision) {
    return {
      code: 'revision-superseded',
      detail: `Revision ${String(built.revision)} was built, ${String(head.revision)} is locked`,
    };
  }
  const locked = lines(head.recipes.map(({ platform, recipe }) => [platform, recipe]));
  if (lines(built.platforms.map(({ platform, recipe }) => [platform, recipe])) !== locked) {
    return {
      code: 'recipe-not-locked',
      detail: `Built from other recipes than revision ${String(head.revision)} locked`,
    };
  }
  if (lines(proofs.children.map(({ platform, recipe }) => [platform, recipe])) !== locked) {
    return { code: 'recipe-mismatch', detail: 'The recipes in the content store are not those that were locked' };
  }
  const listed = lines(proofs.index.manifests.map((child) => [platformOf(child), child.digest]));
  if (listed !== lines(built.platforms.map(({ platform, manifest }) => [platform, manifest]))) {
    return { code: 'index-mismatch', detail: `${built.index} lists other manifests than those that were built for it` };
  }
  return undefined;
}

const platformOf = ({ platform }: OciDescriptor): string => (platform === undefined ? '' : platformName(platform));

const lines = (pairs: readonly (readonly [string, string])[]): string =>
  pairs
    .map(([platform, digest]) => `${platform} ${digest}`)
    .sort()
    .join('\n');
