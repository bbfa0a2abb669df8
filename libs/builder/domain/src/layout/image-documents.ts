import type { AssembledLayers, LockedPackage, Recipe } from '@quench/contracts';
import { Rejection } from '@quench/kernel';
import type { BundledEntry } from '../sbom/bill.js';
import { cyclonedxDocument } from '../sbom/cyclonedx.js';
import { spdxDocument } from '../sbom/spdx.js';
import { imageConfig } from './image-config.js';
import { manifest, type DocumentBytes } from './oci-documents.js';
import { LAYOUT_VERSION } from './plan-layers.js';

/** Everything that is written about a manifest once its layers exist. All of it belongs into the content store. */
export interface ImageDocuments {
  readonly config: DocumentBytes;
  readonly manifest: DocumentBytes;
  readonly spdx: DocumentBytes;
  readonly cyclonedx: DocumentBytes;
}

/**
 * @param packages the recipe's, with what their lock knows of them
 * @throws Rejection `format-not-supported` when the recipe asks for another layout
 */
export function imageDocuments(
  recipe: Recipe,
  packages: readonly LockedPackage[],
  assembled: AssembledLayers & { readonly bundled: readonly BundledEntry[] },
): ImageDocuments {
  if (recipe.versions.layout !== LAYOUT_VERSION) {
    throw new Rejection(
      'format-not-supported',
      `The recipe of ${recipe.image.name} asks for layout ${String(recipe.versions.layout)}; this version writes ` +
        `${String(LAYOUT_VERSION)}. Build it with the version that wrote its lock.`,
    );
  }
  const { bundled } = assembled;
  const config = imageConfig(recipe, assembled);
  return {
    config,
    manifest: manifest(recipe, assembled, config),
    spdx: spdxDocument(recipe, { packages, bundled }, assembled.mtime),
    cyclonedx: cyclonedxDocument(recipe, { packages, bundled }, assembled.mtime),
  };
}
