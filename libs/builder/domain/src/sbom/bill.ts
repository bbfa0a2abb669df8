import { isLockedPackage, type LockedInput, type Recipe } from '@quench/contracts';
import { hex } from '@quench/kernel';
import { document } from '../lock/recipe.js';

/** A package as bills of materials name it. A function of the recipe: where it was fetched from is not in it. */
export interface BillEntry {
  readonly purl: string;
  readonly name: string;
  readonly version: string;
  /** 64 hex digits. */
  readonly sha256: string;
  /** Who publishes it: the namespace of its purl. */
  readonly supplier: string | undefined;
  /** Undefined for what is not said to be built from anything else. */
  readonly source: { readonly name: string; readonly version: string } | undefined;
  /** Sorted by purl. */
  readonly bundled: readonly BundledEntry[];
}

/** A package that came inside of another. */
export interface BundledEntry {
  readonly purl: string;
  readonly name: string;
  readonly version: string;
  /** The purl of the package that it came in. */
  readonly within: string;
}

/** What an image is made of. */
export interface Contents {
  readonly packages: readonly LockedInput[];
  readonly bundled: readonly BundledEntry[];
}

/** Sorted by purl. */
export const billEntries = ({ packages, bundled }: Contents): readonly BillEntry[] =>
  packages
    .map((one) => ({ ...one, source: isLockedPackage(one) ? one.source : undefined }))
    .map(({ purl, name, version, sha256: digest, source }) => ({
      purl,
      name,
      version,
      sha256: digest.replace('sha256:', ''),
      supplier: namespaceOf(purl),
      source: source && { name: source.name, version: source.version },
      bundled: bundled.filter(({ within }) => within === purl).sort(byPurl),
    }))
    .sort(byPurl);

const byPurl = (a: { readonly purl: string }, b: { readonly purl: string }): number => (a.purl < b.purl ? -1 : 1);

/** A short name of the recipe, from which the ids inside the documents are derived: they must not change by themselves. */
export const recipeHex = (recipe: Recipe): string => hex(document(recipe).digest);

/** `pkg:deb/debian/libc6@2.41-12` gives `debian`. */
function namespaceOf(purl: string): string | undefined {
  const [, ...path] = (purl.split('@')[0] ?? '').split('/');
  return path.length > 1 ? decodeURIComponent(path.slice(0, -1).join('/')) : undefined;
}
