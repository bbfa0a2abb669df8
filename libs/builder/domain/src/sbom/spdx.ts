import type { Recipe } from '@quench/contracts';
import { hex, sha256 } from '@quench/kernel';
import { documentBytes, instantOf, type DocumentBytes } from '../layout/oci-documents.js';
import { billEntries, recipeHex, type BillEntry, type BundledEntry, type Contents } from './bill.js';

const ROOT = 'SPDXRef-Image';

/**
 * SPDX 2.3 of a recipe's packages, with what came inside of them.
 * @param mtime seconds since 1970: the document is dated like the image
 */
export function spdxDocument(recipe: Recipe, contents: Contents, mtime: number): DocumentBytes {
  const entries = billEntries(contents);
  const bundled = entries.flatMap((entry) => entry.bundled);
  return documentBytes('text/spdx+json', {
    spdxVersion: 'SPDX-2.3',
    dataLicense: 'CC0-1.0',
    SPDXID: 'SPDXRef-DOCUMENT',
    name: recipe.image.name,
    // The specification wants it unique and does not ask that it can be fetched.
    documentNamespace: `https://quench.example/spdx/${recipe.image.name}/${recipeHex(recipe)}`,
    creationInfo: { created: instantOf(mtime), creators: ['Tool: quench'] },
    packages: [rootPackage(recipe), ...entries.map(packageOf), ...bundled.map(bundledPackage)],
    relationships: [
      { spdxElementId: 'SPDXRef-DOCUMENT', relationshipType: 'DESCRIBES', relatedSpdxElement: ROOT },
      ...entries.map((entry) => ({
        spdxElementId: ROOT,
        relationshipType: 'CONTAINS',
        relatedSpdxElement: idOf(entry),
      })),
      ...entries.flatMap((entry) =>
        entry.bundled.map((one) => ({
          spdxElementId: idOf(entry),
          relationshipType: 'CONTAINS',
          relatedSpdxElement: idOfBundled(one),
        })),
      ),
    ],
  });
}

const rootPackage = ({ image }: Recipe) => ({
  SPDXID: ROOT,
  name: image.name,
  versionInfo: image.version,
  summary: image.summary,
  primaryPackagePurpose: 'CONTAINER',
  downloadLocation: 'NOASSERTION',
  filesAnalyzed: false,
  licenseConcluded: 'NOASSERTION',
  licenseDeclared: 'NOASSERTION',
  copyrightText: 'NOASSERTION',
});

const packageOf = (entry: BillEntry) => ({
  SPDXID: idOf(entry),
  name: entry.name,
  versionInfo: entry.version,
  supplier: entry.supplier === undefined ? 'NOASSERTION' : `Organization: ${entry.supplier}`,
  ...(entry.source && { sourceInfo: `built from ${entry.source.name} ${entry.source.version}` }),
  checksums: [{ algorithm: 'SHA256', checksumValue: entry.sha256 }],
  ...namedBy(entry.purl),
});

/** What names a package to scanners, and all that Quench does not say of it. */
const namedBy = (purl: string) => ({
  externalRefs: [{ referenceCategory: 'PACKAGE-MANAGER', referenceType: 'purl', referenceLocator: purl }],
  downloadLocation: 'NOASSERTION',
  filesAnalyzed: false,
  licenseConcluded: 'NOASSERTION',
  licenseDeclared: 'NOASSERTION',
  copyrightText: 'NOASSERTION',
});

const bundledPackage = (entry: BundledEntry) => ({
  SPDXID: idOfBundled(entry),
  name: entry.name,
  versionInfo: entry.version,
  supplier: 'NOASSERTION',
  ...namedBy(entry.purl),
});

const idOf = (entry: BillEntry): string => `SPDXRef-Package-${entry.sha256}`;
/** The same may have come in several packages. */
const idOfBundled = ({ purl, within }: BundledEntry): string => `SPDXRef-Bundled-${hex(sha256(`${within} ${purl}`))}`;
