import type { AssembledLayers, LockedInput, Recipe } from '@quench/contracts';
import type { BundledEntry } from '../sbom/bill.js';
import { cyclonedxDocument } from '../sbom/cyclonedx.js';
import { spdxDocument } from '../sbom/spdx.js';
import { imageConfig } from './image-config.js';
import { manifest, type DocumentBytes } from './oci-documents.js';

/** Everything that is written about a manifest once its layers exist. All of it belongs into the content store. */
export interface ImageDocuments {
  readonly config: DocumentBytes;
  readonly manifest: DocumentBytes;
  readonly spdx: DocumentBytes;
  readonly cyclonedx: DocumentBytes;
}

/** @param packages the recipe's, with what their lock knows of them */
export function imageDocuments(
  recipe: Recipe,
  packages: readonly LockedInput[],
  assembled: AssembledLayers & { readonly bundled: readonly BundledEntry[] },
): ImageDocuments {
  const { bundled } = assembled;
  const config = imageConfig(recipe, assembled);
  return {
    config,
    manifest: manifest(recipe, assembled, config),
    spdx: spdxDocument(recipe, { packages, bundled }, assembled.mtime),
    cyclonedx: cyclonedxDocument(recipe, { packages, bundled }, assembled.mtime),
  };
}
