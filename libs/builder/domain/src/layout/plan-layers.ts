import type { PlannedLayer, Recipe, RecipePackage } from '@quench/contracts';

/**
 * How packages are spread over layers, and how config, manifest and index are written. Raised when either changes for
 * images that are made already; how those of a new platform are written changes none.
 */
export const LAYOUT_VERSION = 1;

/** The same of an image that is derived from another one: a builder that knows no such images would make other layers. */
export const DERIVED_LAYOUT_VERSION = 2;

/** How the layers of a recipe are planned. */
export const layoutVersion = ({ inherited }: Pick<Recipe, 'inherited'>): number =>
  inherited === undefined ? LAYOUT_VERSION : DERIVED_LAYOUT_VERSION;

/** Layers are not free: engines mount at most 127 of them, and each one costs a request. */
const OWN_LAYERS = 45;
/** Of what each image adds that is derived from another one. */
const ADDED_LAYERS = 12;

/**
 * The layers of a recipe: those that the image it is derived from has for its packages, in the same order, so that engines
 * have them already, then its own.
 */
export function layersOf({
  packages,
  inherited = [],
}: Pick<Recipe, 'packages' | 'inherited'>): readonly PlannedLayer[] {
  const known = inherited.map((purls) => packages.filter(({ purl }) => purls.includes(purl)));
  const own = packages.filter(({ purl }) => !inherited.some((purls) => purls.includes(purl)));
  const [first = [], ...added] = [...known, own];
  return between([...spread(first, OWN_LAYERS), ...added.flatMap((some) => spread(some, ADDED_LAYERS))]);
}

/**
 * The largest packages get a layer each, the others share one, so that an update moves few bytes. A function of the
 * set of packages: their order does not matter.
 * @param limit packages with a layer of their own
 */
export const planLayers = (packages: readonly RecipePackage[], limit = OWN_LAYERS): readonly PlannedLayer[] =>
  between(spread(packages, limit));

/** What lies below and above all packages is of the image itself. */
const between = (layers: readonly PlannedLayer[]): readonly PlannedLayer[] => [
  { kind: 'base', packages: [] },
  ...layers,
  { kind: 'top', packages: [] },
];

function spread(packages: readonly RecipePackage[], limit: number): readonly PlannedLayer[] {
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
    ...own.map((purl) => ({ kind: 'package', packages: [purl] }) as const),
    ...(rest.length > 0 ? [{ kind: 'shared', packages: rest } as const] : []),
  ];
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
