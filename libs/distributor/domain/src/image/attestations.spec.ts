import 'reflect-metadata';
import { describe, expect, it } from '@jest/globals';
import { mediaTypes, type Statement } from '@quench/contracts';
import { subjectsOf } from '../evidence/subjects.js';
import { billsOf, indexDescriptor, onChildAndImage } from './attestations.js';

const digestOf = (letter: string): string => `sha256:${letter.repeat(64)}`;
const child = { mediaType: mediaTypes.manifest, digest: digestOf('a'), size: 1 };
const image = { repository: 'nginx', index: indexDescriptor(digestOf('b'), 2) };
const statement = (predicate: Statement['predicate']): Statement => ({
  _type: 'https://in-toto.io/Statement/v1',
  subject: [{ name: 'nginx', digest: { sha256: 'a'.repeat(64) } }],
  predicateType: 'https://slsa.dev/provenance/v1',
  predicate,
});

describe("a child's statement", () => {
  it('stays as it was on the child, and is repeated with the image as its subject', () => {
    const [onChild, onImage] = onChildAndImage(statement({ x: 1 }), child, image);
    expect(onChild).toStrictEqual({ subject: child, statement: statement({ x: 1 }) });
    expect(onImage?.subject).toStrictEqual(image.index);
    expect(subjectsOf(onImage?.statement as Statement)).toStrictEqual([image.index.digest]);
    expect(onImage?.statement.predicate).toStrictEqual({ x: 1 });
  });
});

describe('bills of materials', () => {
  const named = (...names: readonly string[]) => ({
    buildDefinition: {
      buildType: 'x',
      externalParameters: { recipe: 'r', platform: 'p' },
      resolvedDependencies: [],
    },
    runDetails: { byproducts: names.map((name) => ({ name, digest: { sha256: 'c'.repeat(64) } })) },
  });

  it('are those that the provenance names', () => {
    expect(billsOf(statement(named('spdx', 'cyclonedx')))).toStrictEqual([
      { predicateType: 'https://spdx.dev/Document', digest: digestOf('c') },
      { predicateType: 'https://cyclonedx.org/bom', digest: digestOf('c') },
    ]);
  });

  it.each([
    ['a provenance of another shape', {}],
    ['other byproducts', named('spdx', 'log', 'cyclonedx')],
    ['a byproduct that is named like a member of every object', named('constructor')],
  ])('are not taken from %s', (_, predicate) => {
    expect(() => billsOf(statement(predicate))).toThrow(
      expect.objectContaining({ name: 'IntegrityFault', code: 'provenance-malformed' }),
    );
  });
});
