import 'reflect-metadata';
import { describe, expect, it } from '@jest/globals';
import {
  BUILD_TYPE,
  mediaTypes,
  predicateTypes,
  type ProvenancePredicate,
  type Recipe,
  type Statement,
  type TestPlan,
  type TestResultPredicate,
} from '@quench/contracts';
import type { Json } from '@quench/kernel';
import type { ChildEvidence, CompleteRecords, Proofs } from './evidence.js';
import { mayMove } from './may-move.js';

const hexOf = (letter: string): string => letter.repeat(64);
const digestOf = (letter: string): string => `sha256:${hexOf(letter)}`;
const [RECIPE, MANIFEST, INDEX, PLAN, POLICY, PACKAGE] = ['1', '2', '3', '4', '5', '6'].map(digestOf) as [
  string,
  ...string[],
];
const line = { image: 'nginx', versionStream: 'default', variant: 'prod' };
const platform = 'linux/amd64';

const records: CompleteRecords = {
  head: {
    ...line,
    revision: 2,
    recipes: [{ platform, recipe: RECIPE }],
    version: '1.26',
    channels: ['latest'],
    packages: 1,
  },
  built: {
    ...line,
    revision: 2,
    index: INDEX as string,
    platforms: [{ platform, recipe: RECIPE, manifest: MANIFEST as string, provenance: digestOf('7') }],
    sizeBytes: 10,
  },
  rules: {
    ...{ ...line, plan: PLAN as string, planned: digestOf('9'), policy: POLICY as string, retired: false },
    ...{ endedOn: '', replacement: '' },
  },
  verdict: {
    image: 'nginx',
    index: INDEX as string,
    plan: PLAN as string,
    policy: POLICY as string,
    approved: true,
    statement: digestOf('8'),
    failing: [],
    event: 'approved',
  },
};

const statement = (subject: string, predicateType: string, predicate: object): Statement => ({
  _type: 'https://in-toto.io/Statement/v1',
  subject: [{ digest: { sha256: subject } }],
  predicateType,
  predicate: predicate as unknown as Json,
});

const build: ProvenancePredicate = {
  buildDefinition: {
    buildType: BUILD_TYPE,
    externalParameters: { recipe: RECIPE, platform },
    internalParameters: {},
    resolvedDependencies: [
      { uri: 'pkg:deb/debian/nginx@1.26', digest: { sha256: hexOf('6') } },
      { uri: 'file:/etc/nginx.conf', digest: { sha256: hexOf('9') } },
    ],
  },
  runDetails: {
    builder: { id: 'https://builder.example/', version: { quench: '0' } },
    metadata: { invocationId: 'i', startedOn: '2026-01-01T00:00:00Z', finishedOn: '2026-01-01T00:00:01Z' },
    byproducts: [
      { name: 'spdx', digest: { sha256: hexOf('a') } },
      { name: 'cyclonedx', digest: { sha256: hexOf('b') } },
    ],
  },
};
const provenance = (change: object = {}): Statement =>
  statement(hexOf('2'), predicateTypes.provenance, {
    ...build,
    buildDefinition: { ...build.buildDefinition, ...change },
  });

const named = (...names: readonly string[]): Statement =>
  statement(hexOf('2'), predicateTypes.provenance, {
    ...build,
    runDetails: { ...build.runDetails, byproducts: names.map((name) => ({ name, digest: { sha256: hexOf('a') } })) },
  });

const result: TestResultPredicate = {
  result: 'PASSED',
  configuration: [
    { name: 'plan', digest: { sha256: hexOf('4') } },
    { name: 'policy', digest: { sha256: hexOf('5') } },
  ],
  passedTests: ['linux/amd64/structure'],
  warnedTests: ['linux/amd64/probe'],
  failedTests: [],
};
const verdict = (change: object = {}): Statement => ({
  ...statement(hexOf('3'), predicateTypes.testResult, { ...result, ...change }),
  subject: [{ digest: { sha256: hexOf('3') } }, { name: platform, digest: { sha256: hexOf('2') } }],
});

const recipe = {
  image: {},
  platform,
  packages: [{ purl: 'pkg:deb/debian/nginx@1.26', sha256: PACKAGE, size: 1 }],
} as unknown as Recipe;
const child: ChildEvidence = { platform, recipe: RECIPE, document: recipe, provenance: provenance() };
const plan = {
  tests: [{ spec: { name: 'structure' } }, { spec: { name: 'probe' } }],
} as unknown as TestPlan;
const proofs: Proofs = {
  index: {
    schemaVersion: 2,
    mediaType: mediaTypes.index,
    manifests: [
      {
        mediaType: mediaTypes.manifest,
        digest: MANIFEST as string,
        size: 1,
        platform: { os: 'linux', architecture: 'amd64' },
      },
    ],
    annotations: {},
  },
  children: [child],
  plan,
  policy: { format: 1, waive: [{ test: 'probe', reason: 'no network here' }] },
  verdict: verdict(),
};

const byRecords = (change: Partial<CompleteRecords>) => mayMove({ ...records, ...change }, proofs);
const byProofs = (change: Partial<Proofs>) => mayMove(records, { ...proofs, ...change });
const byChild = (change: Partial<ChildEvidence>) => byProofs({ children: [{ ...child, ...change }] });

describe('a channel may move', () => {
  it('when builder and tester signed what the head lock asks for', () => {
    expect(mayMove(records, proofs)).toStrictEqual({ outcome: 'may-move' });
  });
});

describe('a channel does not move yet', () => {
  it.each([
    ['no-lock', { ...records, head: undefined }],
    ['definition-retired', { ...records, rules: { ...records.rules, retired: true } }],
    ['not-built', { ...records, built: undefined }],
    ['plan-not-locked', { ...records, rules: { ...records.rules, plan: '' } }],
    ['not-tested', { ...records, verdict: undefined }],
    [
      'image-rejected',
      { ...records, verdict: { ...records.verdict, approved: false, failing: ['linux/amd64/probe'] } },
    ],
  ])('%s', (code, incomplete) => {
    expect(mayMove(incomplete, proofs)).toMatchObject({ outcome: 'not-yet', code });
  });
});

describe('a channel never moves', () => {
  const refuses = (answer: ReturnType<typeof mayMove>, code: string) => {
    expect(answer).toMatchObject({ outcome: 'refused', code });
  };

  it('to the image of another revision', () => {
    refuses(byRecords({ head: { ...records.head, revision: 3 } }), 'revision-superseded');
  });

  it('to what was built from a recipe that is not locked', () => {
    refuses(
      byRecords({ head: { ...records.head, recipes: [{ platform, recipe: digestOf('f') }] } }),
      'recipe-not-locked',
    );
  });

  it('to an image with a platform too few', () => {
    const recipes = [...records.head.recipes, { platform: 'linux/arm64', recipe: digestOf('f') }];
    refuses(byRecords({ head: { ...records.head, recipes } }), 'recipe-not-locked');
  });

  it('when the recipe in the content store is another one', () => {
    refuses(byChild({ recipe: digestOf('f') }), 'recipe-mismatch');
  });

  it('of prod to what was built for dev, or the other way round', () => {
    refuses(
      byChild({ document: { ...recipe, image: { variant: 'dev' } } as unknown as Recipe }),
      'recipe-of-another-line',
    );
    const head = { ...records.head, variant: 'dev' };
    refuses(byRecords({ head, built: { ...records.built, variant: 'dev' } }), 'recipe-of-another-line');
  });

  it('of one version stream to what was built for another one', () => {
    const document = { ...recipe, image: { versionStream: '22' } } as unknown as Recipe;
    refuses(byChild({ document }), 'recipe-of-another-line');
  });

  it('by a verdict that was given by the rules of another line', () => {
    refuses(byProofs({ plan: { ...plan, variant: 'dev' } }), 'plan-of-another-line');
    refuses(byProofs({ plan: { ...plan, versionStream: '22' } }), 'plan-of-another-line');
  });

  it('when a child has no evidence', () => {
    refuses(byProofs({ children: [] }), 'recipe-mismatch');
  });

  it('to an index with other manifests than were built', () => {
    const [manifest] = proofs.index.manifests;
    const more = { ...manifest, digest: digestOf('f') } as Proofs['index']['manifests'][number];
    refuses(byProofs({ index: { ...proofs.index, manifests: [...proofs.index.manifests, more] } }), 'index-mismatch');
    refuses(byProofs({ index: { ...proofs.index, manifests: [more] } }), 'index-mismatch');
  });

  it.each([
    ['about another manifest', { ...provenance(), subject: [{ digest: { sha256: hexOf('f') } }] }],
    [
      'about more than the manifest',
      { ...provenance(), subject: [...provenance().subject, { digest: { sha256: hexOf('f') } }] },
    ],
    ['of another type', { ...provenance(), predicateType: predicateTypes.testResult }],
    ['of another kind of build', provenance({ buildType: 'https://other.example/' })],
    ['from another recipe', provenance({ externalParameters: { recipe: digestOf('f'), platform } })],
    ['for another platform', provenance({ externalParameters: { recipe: RECIPE, platform: 'linux/arm64' } })],
    ['with a parameter more', provenance({ externalParameters: { recipe: RECIPE, platform, extra: 'x' } })],
    ['without bills of materials', named()],
    ['without one of the bills of materials', named('spdx')],
    ['with two bills of materials of one kind', named('spdx', 'spdx', 'cyclonedx')],
    ['with a byproduct that nobody knows', named('spdx', 'cyclonedx', 'log')],
    ['without a package of the recipe', provenance({ resolvedDependencies: [] })],
    [
      'with a package that is not in the recipe',
      provenance({
        resolvedDependencies: [
          ...build.buildDefinition.resolvedDependencies,
          { uri: 'pkg:deb/debian/miner@1', digest: { sha256: hexOf('6') } },
        ],
      }),
    ],
    [
      'with other bytes of a package',
      provenance({ resolvedDependencies: [{ uri: 'pkg:deb/debian/nginx@1.26', digest: { sha256: hexOf('f') } }] }),
    ],
  ])('on a provenance %s', (_what, other) => {
    refuses(byChild({ provenance: other }), 'provenance-mismatch');
  });

  it.each([{}, [], 'x', { buildDefinition: {} }, { ...build, runDetails: {} }])(
    'on a provenance of the shape %j',
    (predicate) => {
      refuses(byChild({ provenance: { ...provenance(), predicate: predicate as Json } }), 'provenance-malformed');
    },
  );

  it.each([
    ['verdict-mismatch', { ...verdict(), subject: [{ digest: { sha256: hexOf('f') } }] }],
    ['verdict-mismatch', { ...verdict(), subject: verdict().subject.slice(0, 1) }],
    ['verdict-mismatch', { ...verdict(), subject: [...verdict().subject, { digest: { sha256: hexOf('f') } }] }],
    ['verdict-mismatch', { ...verdict(), predicateType: predicateTypes.provenance }],
    ['verdict-malformed', { ...verdict(), predicate: {} }],
    ['verdict-superseded', verdict({ configuration: result.configuration.slice(1) })],
    ['verdict-superseded', verdict({ configuration: result.configuration.slice(0, 1) })],
    ['verdict-superseded', verdict({ configuration: [...result.configuration, ...result.configuration] })],
    ['verdict-not-passed', verdict({ result: 'FAILED' })],
    ['verdict-not-passed', verdict({ failedTests: ['linux/amd64/boot'] })],
    ['verdict-incomplete', verdict({ passedTests: [] })],
    ['verdict-incomplete', verdict({ passedTests: ['linux/arm64/structure'] })],
    ['verdict-incomplete', verdict({ passedTests: [], warnedTests: ['linux/amd64/structure', 'linux/amd64/probe'] })],
  ])('on a signed verdict that is a %s', (code, other) => {
    refuses(byProofs({ verdict: other }), code);
  });

  it('on a warning that the policy does not waive', () => {
    refuses(byProofs({ policy: { format: 1, waive: [] } }), 'verdict-incomplete');
  });

  it('on a warning that the policy waives for another platform', () => {
    const waive = [{ test: 'probe', reason: 'no network here', platform: 'linux/arm64' }];
    refuses(byProofs({ policy: { format: 1, waive } }), 'verdict-incomplete');
  });

  it('on a plan that asks nothing', () => {
    refuses(byProofs({ plan: { ...plan, tests: [] } }), 'verdict-incomplete');
  });
});
