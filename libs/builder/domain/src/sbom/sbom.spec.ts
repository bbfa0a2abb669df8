import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import type { LockedPackage, Recipe } from '@quench/contracts';
import { hex, type Digest } from '@quench/kernel';
import { Ajv, type ValidateFunction } from 'ajv';
import formatsPlugin from 'ajv-formats';
import type { DocumentBytes } from '../layout/oci-documents.js';
import { lockedToy, toyRecipe } from '@quench/testing';
import { cyclonedxDocument } from './cyclonedx.js';
import { spdxDocument } from './spdx.js';

const read = (name: string): object =>
  JSON.parse(readFileSync(new URL(`./schemas/${name}`, import.meta.url), 'utf8')) as object;

function validator(name: string, ...others: readonly string[]): ValidateFunction {
  const ajv = new Ajv({ strict: false, allErrors: true, formats: { 'iri-reference': true, 'idn-email': true } });
  formatsPlugin.default(ajv);
  for (const other of others) ajv.addSchema(read(other));
  return ajv.compile(read(name));
}

const isSpdx = validator('spdx-2.3.schema.json');
const isCyclonedx = validator('cyclonedx-1.6.schema.json', 'spdx.schema.json', 'jsf-0.82.schema.json');

const MTIME = 1_700_000_000;
const libc: LockedPackage = {
  ...lockedToy('libc6', { entries: [] }).locked,
  purl: 'pkg:deb/debian/libc6@2.41-12%2Bdeb13u5?arch=amd64&distro=trixie',
  version: '2.41-12+deb13u5',
  source: { name: 'glibc', version: '2.41-12+deb13u5' },
};
const bare: LockedPackage = { ...lockedToy('a', { entries: [] }).locked, purl: 'pkg:toy/a@1' };
const packages = [libc, bare];
const module = { purl: 'pkg:npm/%40a/b@1.0.0', name: '@a/b', version: '1.0.0' };
/** One that came in two packages, and another. */
const bundled = [
  ...[libc, bare].map(({ purl }) => ({ ...module, within: purl })),
  { purl: 'pkg:npm/a@2.0.0', name: 'a', version: '2.0.0', within: libc.purl },
];
const contents = { packages, bundled };
const recipe: Recipe = toyRecipe(packages);

const parse = (document: DocumentBytes): unknown => JSON.parse(Buffer.from(document.bytes).toString('utf8'));

describe.each([
  ['SPDX 2.3', spdxDocument, isSpdx],
  ['CycloneDX 1.6', cyclonedxDocument, isCyclonedx],
])('%s', (_, write, isValid) => {
  it('is valid against its schema, also without packages', () => {
    for (const some of [packages, []]) {
      isValid(parse(write(toyRecipe(some), { packages: some, bundled: [] }, MTIME)));
      expect(isValid.errors ?? []).toEqual([]);
    }
  });

  it('would not be if a field were wrong', () => {
    const document = parse(write(recipe, contents, MTIME)) as Record<string, unknown>;
    expect(isValid({ ...document, SPDXID: 1, bomFormat: 'Other' })).toBe(false);
  });

  it('is a function of the recipe', () => {
    const first = write(recipe, contents, MTIME);
    expect(write(recipe, { packages: [...packages].reverse(), bundled: [...bundled].reverse() }, MTIME)).toEqual(first);
    const other = toyRecipe(packages, { version: '1.1' });
    expect(write(other, contents, MTIME).digest).not.toBe(first.digest);
  });
});

it('SPDX names each package with version, supplier, source and the digest of its file', () => {
  const document = parse(spdxDocument(recipe, contents, MTIME)) as { packages: object[]; relationships: object[] };
  expect(document.packages).toHaveLength(6);
  expect(document.packages[1]).toMatchObject({
    SPDXID: `SPDXRef-Package-${hex(libc.sha256 as Digest)}`,
    name: 'libc6',
    versionInfo: '2.41-12+deb13u5',
    supplier: 'Organization: debian',
    sourceInfo: 'built from glibc 2.41-12+deb13u5',
    checksums: [{ algorithm: 'SHA256', checksumValue: hex(libc.sha256 as Digest) }],
    externalRefs: [{ referenceCategory: 'PACKAGE-MANAGER', referenceType: 'purl', referenceLocator: libc.purl }],
  });
  expect(document.packages[2]).toMatchObject({ name: 'a', supplier: 'NOASSERTION' });
  expect(document.relationships).toHaveLength(6);
});

it('SPDX has what came inside of a package contained by it, each time by an id of its own', () => {
  const document = parse(spdxDocument(recipe, contents, MTIME)) as {
    packages: { SPDXID: string; name: string }[];
    relationships: { spdxElementId: string; relatedSpdxElement: string }[];
  };
  const inside = document.packages.slice(3);
  expect(inside).toMatchObject([
    { name: '@a/b', versionInfo: '1.0.0', externalRefs: [{ referenceLocator: module.purl }] },
    { name: 'a', versionInfo: '2.0.0' },
    { name: '@a/b' },
  ]);
  const within = document.packages.slice(1, 3).map(({ SPDXID }) => SPDXID);
  expect(document.relationships.slice(3)).toMatchObject([
    { spdxElementId: within[0], relationshipType: 'CONTAINS', relatedSpdxElement: inside[0]?.SPDXID },
    { spdxElementId: within[0], relatedSpdxElement: inside[1]?.SPDXID },
    { spdxElementId: within[1], relatedSpdxElement: inside[2]?.SPDXID },
  ]);
  expect(new Set(inside.map(({ SPDXID }) => SPDXID)).size).toBe(3);
});

it('CycloneDX names each package with purl, version, supplier, source and the digest of its file', () => {
  const document = parse(cyclonedxDocument(recipe, contents, MTIME)) as { components: object[]; serialNumber: string };
  expect(document.serialNumber).toMatch(/^urn:uuid:[0-9a-f-]{36}$/);
  expect(document.components[0]).toEqual({
    type: 'library',
    'bom-ref': libc.purl,
    name: 'libc6',
    version: '2.41-12+deb13u5',
    purl: libc.purl,
    supplier: { name: 'debian' },
    hashes: [{ alg: 'SHA-256', content: hex(libc.sha256 as Digest) }],
    properties: [
      { name: 'quench:source:name', value: 'glibc' },
      { name: 'quench:source:version', value: '2.41-12+deb13u5' },
    ],
    components: [
      { type: 'library', 'bom-ref': `${libc.purl}#${module.purl}`, ...module },
      {
        type: 'library',
        'bom-ref': `${libc.purl}#pkg:npm/a@2.0.0`,
        name: 'a',
        version: '2.0.0',
        purl: 'pkg:npm/a@2.0.0',
      },
    ],
  });
});
