import type { PlannedLayer, RecipePackage } from '@quench/contracts';

/**
 * How packages are spread over layers, and how config, manifest and index are written. Raised when either changes for
 * images that are made already; how those of a new platform are written changes none.
 */
export const LAYOUT_VERSION = 1;

/** Layers are not free: engines mount at most 127 of them, and each one costs a request. */
const OWN_LAYERS = 45;

/**
 * The largest packages get a layer each, the others share one, so that an update moves few bytes. A function of the
 * set of packages: their order does not matter.
 * @param limit packages with a layer of their own
 */
export function planLayers(packages: readonly RecipePackage[], limit = OWN_LAYERS): readonly PlannedLayer[] {
  const bySize = [...packages].sort((a, b) => b.size - a.size || compare(a.purl, b.purl));
  const own = bySize
    .slice(0, limit)
    .map(({ purl }) => purl)
    .sort(compare);
  const rest = bySize
    .slice(limit)
    .map(({ purl }) => purl)
    .sort(compare);
  return [
    { kind: 'base', packages: [] },
    ...own.map((purl) => ({ kind: 'package', packages: [purl] }) as const),
    ...(rest.length > 0 ? [{ kind: 'shared', packages: rest } as const] : []),
    { kind: 'top', packages: [] },
  ];
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
