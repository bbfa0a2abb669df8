import type { DistributionSamples } from '../distribution/samples.js';
import type { EcosystemSamples } from '../samples.js';
import { poolPath, toyAnswers, TOY_BASE, type ToyPackage } from './toy-archive.fixture.js';

const configured = (text: string) => ({ files: new Map([['/etc/toy.conf', text]]), env: {} });

/** What the pure parts of toy plugins are asked. */
export const toySamples: Omit<EcosystemSamples, 'recorded'> = {
  registries: {
    configurations: [
      { client: configured(`base ${TOY_BASE}\ntoken s3cret\n`), bases: [TOY_BASE] },
      { client: { files: new Map(), env: {} }, bases: [] },
    ],
    malformed: [configured('bass https://toy.example/\n')],
    secrets: ['s3cret'],
  },
  naming: {
    packages: [[{ name: 'left-pad' }, { name: 'Left_Pad' }], [{ name: 'pad' }]],
    purls: [['pkg:toy/left-pad@1.0', 'pkg:toy/LEFT_pad@1.0']],
    malformed: { coordinates: [{ name: '' }, { name: 'no/path' }], purls: ['pkg:gem/pad@1', 'pkg:toy/pad@one'] },
  },
  versions: {
    ascending: [['0.9'], ['1a'], ['1', '1.0', '1.0.0'], ['1.0.2'], ['1.0.10'], ['1.2'], ['2.0']],
    malformed: ['', 'one', '1.', '1-2'],
  },
};

const glib: ToyPackage = { name: 'glib', version: '2.0' };
const first: readonly ToyPackage[] = [
  { name: 'app', version: '1.0', depends: ['tls', 'glib'] },
  glib,
  { name: 'old', version: '1.0' },
  { name: 'tls', version: '3.0', depends: ['zip'], fixes: ['CVE-2026-1001'] },
  { name: 'zip', version: '1.2', depends: ['glib'] },
];
const mended: ToyPackage = {
  name: 'tls',
  version: '3.0.1',
  depends: ['zip'],
  fixes: ['CVE-2026-1001', 'CVE-2026-1002'],
};
const second = [
  ...first.filter(({ name }) => name !== 'tls' && name !== 'old'),
  mended,
  { name: 'young', version: '1' },
];

/** An archive at two instants, and what is asked of it. */
export const toyDistributionSamples: DistributionSamples = {
  ...toySamples,
  recorded: {
    registries: [{ base: TOY_BASE, details: {} }],
    answers: toyAnswers('one', '2026-01-01T00:00:00Z', first),
  },
  snapshots: {
    distribution: 'toy/one',
    pockets: ['main'],
    unknown: { distribution: 'toy/two', pocket: 'attic' },
    platform: 'linux/amd64',
    now: '2026-01-03T00:00:00Z',
    later: toyAnswers('one', '2026-01-02T00:00:00Z', second),
  },
  dependencies: {
    project: new Map([['toy.txt', 'app\nold\n']]),
    malformed: [new Map([['toy.txt', 'no/path\n']]), new Map()],
    unsatisfiable: [new Map([['toy.txt', 'nowhere\n']])],
  },
  artifacts: {
    before: `${TOY_BASE}${poolPath({ name: 'tls', version: '3.0' })}`,
    after: `${TOY_BASE}${poolPath(mended)}`,
    fixed: ['CVE-2026-1002'],
  },
};
