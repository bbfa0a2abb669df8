import {
  lineParts,
  type FormatVersions,
  type LineDefinition,
  type LockedRelease,
  type Recipe,
  type RecipeImage,
} from '@quench/contracts';
import { canonicalJson, Rejection, sha256, type Digest, type Json } from '@quench/kernel';
import type { Dependency, Resolution } from '@quench/plugin-sdk';
import type { PlacedLinks } from './project-links.js';
import { recipeRelease } from './releases.js';

/** What the bytes of one platform's manifest depend on. */
export function recipe(input: {
  readonly definition: LineDefinition;
  readonly platform: string;
  readonly versions: FormatVersions;
  readonly resolution: Resolution;
  readonly releases: readonly LockedRelease[];
  /** Of its projects. */
  readonly placed: PlacedLinks;
  readonly imageVersion: string;
  /** That of the parent for the same platform; absent where there is none. */
  readonly parent?: Recipe | undefined;
}): Recipe {
  const { definition, platform, versions, resolution, releases, placed, imageVersion, parent } = input;
  return {
    format: 1,
    platform,
    versions,
    packages: [
      ...resolution.dependencies.map(({ purl, sha256: digest, size }) => ({ purl, sha256: digest, size })),
      ...releases.map(recipeRelease),
    ].sort((a, b) => (a.purl < b.purl ? -1 : 1)),
    dropped: resolution.dropped.map(({ name }) => name).sort(),
    ...(parent !== undefined && { inherited: generations(parent) }),
    image: recipeImage(definition, imageVersion, placed),
  };
}

/** The packages of an image by who of its line of descent brought them, itself the last. */
function generations({ packages, inherited = [] }: Recipe): NonNullable<Recipe['inherited']> {
  const older = new Set(inherited.flat());
  return [...inherited, packages.map(({ purl }) => purl).filter((purl) => !older.has(purl))];
}

/** Everything of a line's definition that shows in the image. Owner, channels, tests and policy do not. */
function recipeImage(definition: LineDefinition, version: string, { links, programs }: PlacedLinks): RecipeImage {
  const { image, summary, env, workdir, accounts, volumes, run, labels, trust } = definition;
  const line = lineParts(definition);
  const files = Object.fromEntries(
    Object.entries(definition.files).map(([path, file]) => [
      path,
      programs.includes(path) ? { ...file, mode: file.mode | 0o111 } : file,
    ]),
  );
  const said = { name: image, ...line, summary, version, files, env, workdir, accounts, volumes, run, labels };
  return {
    ...said,
    ...(Object.keys(links).length > 0 && { links }),
    ...(trust !== undefined && { trust }),
  };
}

/** The canonical text of a document; its digest names it. */
export function document(value: object): { readonly text: string; readonly digest: Digest } {
  const text = canonicalJson(value as Json);
  return { text, digest: sha256(text) };
}

/**
 * The version of an image: the numbers of the version of what it has where `prod` of its version stream places something
 * first, or of the first package of that, joined by dots. What a variant adds is not what the image is about.
 * @param prod all of whose paths each variant has, too, but other places may come before them: those of a parent's variant
 * @param placed numbers by the names of the line's places
 * @throws Rejection `package-missing`
 */
export function imageVersion(
  { definition, prod }: Readonly<Record<'definition' | 'prod', Pick<LineDefinition, 'image' | 'packages' | 'places'>>>,
  dependencies: readonly Dependency[],
  parts: (version: string) => readonly number[],
  placed: ReadonlyMap<string, readonly number[]>,
): string {
  const [about] = prod.places ?? [];
  // By the path, since a variant may have another release there, under another name.
  const own = placed.get(definition.places?.find(({ path }) => path === about?.path)?.name ?? '');
  if (own !== undefined) return own.join('.');
  const first = prod.packages[0] ?? '';
  const found =
    dependencies.find(({ name }) => name === first) ?? dependencies.find(({ requiredBy }) => requiredBy === undefined);
  if (found === undefined) {
    throw new Rejection(
      'package-missing',
      `${prod.image} has no package ${first}, whose version would be its own. Name another one first under packages`,
    );
  }
  return parts(found.version).join('.');
}
