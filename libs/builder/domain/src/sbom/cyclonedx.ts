import type { Recipe } from '@quench/contracts';
import { QUENCH_NAMESPACE, uuidV5 } from '@quench/kernel';
import { documentBytes, instantOf, type DocumentBytes } from '../layout/oci-documents.js';
import { billEntries, recipeHex, type BillEntry, type BundledEntry, type Contents } from './bill.js';

/**
 * CycloneDX 1.6 of a recipe's packages, with what came inside of them.
 * @param mtime seconds since 1970: the document is dated like the image
 */
export function cyclonedxDocument(recipe: Recipe, contents: Contents, mtime: number): DocumentBytes {
  const entries = billEntries(contents);
  const root = `image:${recipe.image.name}`;
  return documentBytes('application/vnd.cyclonedx+json', {
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    serialNumber: `urn:uuid:${uuidV5(QUENCH_NAMESPACE, `cyclonedx/${recipeHex(recipe)}`)}`,
    version: 1,
    metadata: {
      timestamp: instantOf(mtime),
      tools: { components: [{ type: 'application', name: 'quench' }] },
      component: {
        type: 'container',
        'bom-ref': root,
        name: recipe.image.name,
        version: recipe.image.version,
        description: recipe.image.summary,
      },
    },
    components: entries.map(componentOf),
    dependencies: [
      { ref: root, dependsOn: entries.map(({ purl }) => purl) },
      ...entries.map(({ purl }) => ({ ref: purl })),
    ],
  });
}

const componentOf = (entry: BillEntry) => ({
  type: 'library',
  'bom-ref': entry.purl,
  name: entry.name,
  version: entry.version,
  purl: entry.purl,
  hashes: [{ alg: 'SHA-256', content: entry.sha256 }],
  ...(entry.source && {
    properties: [
      { name: 'quench:source:name', value: entry.source.name },
      { name: 'quench:source:version', value: entry.source.version },
    ],
  }),
  ...(entry.supplier === undefined ? {} : { supplier: { name: entry.supplier } }),
  ...(entry.bundled.length === 0 ? {} : { components: entry.bundled.map(bundledComponent) }),
});

const bundledComponent = ({ purl, name, version, within }: BundledEntry) => ({
  type: 'library',
  'bom-ref': `${within}#${purl}`,
  name,
  version,
  purl,
});
