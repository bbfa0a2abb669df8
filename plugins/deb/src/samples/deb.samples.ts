import type { DistributionSamples, Some } from '@quench/plugin-conformance';
import type { Registry } from '@quench/plugin-sdk';
import { FINGERPRINT, FIRST, KEY, LATER } from './recorded-archive.js';

const registry = (base: string, suite: string): Registry => ({
  base,
  details: { added: true, suites: [suite], keys: [KEY], fingerprints: [FINGERPRINT] },
});

/** Archives of one's own, as the host hands them on: it is their key that signed what was recorded. */
const registries: Some<Registry> = [
  registry('http://archive.example/debian/', 'trixie'),
  registry('http://archive.example/debian-security/', 'trixie-security'),
];

const configured = (path: string, text: string) => ({ files: new Map([[path, text]]), env: {} });
const packages = (...lines: readonly string[]): ReadonlyMap<string, string> =>
  new Map([['packages.txt', `${lines.join('\n')}\n`]]);
const libtls = (version: string): string =>
  `http://archive.example/${version.includes('deb13') ? 'debian-security' : 'debian'}/pool/main/l/libtls3/libtls3_${version}_all.deb`;

/** What the plugin is checked with: a small archive, and words of apt and dpkg. */
export const samples: DistributionSamples = {
  registries: {
    configurations: [
      {
        client: configured(
          '/etc/apt/sources.list.d/debian.sources',
          'Types: deb deb-src\nURIs: http://one.example/debian http://two.example/debian/\nSuites: trixie\nComponents: main\n',
        ),
        bases: ['http://one.example/debian/', 'http://two.example/debian/'],
      },
      {
        client: configured(
          '/etc/apt/sources.list',
          '# the mirror\ndeb [arch=amd64] https://three.example trixie main\ndeb cdrom:[Debian]/ trixie main\n',
        ),
        bases: ['https://three.example/'],
      },
    ],
    malformed: [
      configured('/etc/apt/sources.list', 'http://one.example/debian trixie main\n'),
      configured('/etc/apt/sources.list.d/debian.sources', 'Types: deb\nURIs: http://one.example/\n'),
    ],
    secrets: [],
  },
  naming: {
    packages: [
      [
        { name: 'libstdc++6', qualifiers: { arch: 'amd64' } },
        { name: 'LibStdC++6', qualifiers: { arch: 'amd64' } },
      ],
      [{ name: 'libstdc++6', qualifiers: { arch: 'arm64' } }],
      [{ name: 'libstdc6', qualifiers: { arch: 'amd64' } }],
    ],
    purls: [
      [
        'pkg:deb/debian/libstdc%2B%2B6@14.2.0-19?arch=amd64',
        'pkg:deb/debian/libstdc++6@14.2.0-19?arch=amd64',
        'pkg:DEB/Debian/LibStdC%2b%2b6@14.2.0-19?ARCH=amd64&vcs_url=#src',
      ],
      ['pkg:deb/debian/zlib1g@1:1.3.dfsg%2Bb1-1', 'pkg://deb/debian/zlib1g@1%3A1.3.dfsg%2Bb1-1'],
    ],
    malformed: {
      coordinates: [{ name: '' }, { name: 'no/path' }, { name: 'web', version: '1 2' }],
      purls: ['pkg:npm/web@1', 'pkg:deb/debian/web@1%', 'pkg:deb/debian/web@a:1', 'pkg:deb/web'],
    },
  },
  versions: {
    // As `dpkg --compare-versions` has them.
    ascending: [
      ['0.9'],
      ['1.0~~'],
      ['1.0~rc1-1'],
      ['1.0', '1.0-0', '0:1.0', '1.00'],
      ['1.0-1~deb12u1'],
      ['1.0-1'],
      ['1.0-1+b1'],
      ['1.0a'],
      ['1.0+dfsg-2'],
      ['1.9-1'],
      ['1.10-1'],
      ['1:0.1'],
    ],
    malformed: ['', '1.0-', 'a:1', ':1', '1.0 2', '1.0_2', '99999999999:1'],
  },
  recorded: { registries, answers: FIRST },
  snapshots: {
    distribution: 'debian/trixie',
    pockets: ['release', 'security'],
    unknown: { distribution: 'debian/stable', pocket: 'attic' },
    platform: 'linux/amd64',
    now: '2024-11-02T10:00:00Z',
    later: LATER,
  },
  dependencies: {
    project: packages('# the server', 'web'),
    malformed: [new Map(), packages('web libc6'), packages('Web')],
    unsatisfiable: [packages('web', 'nowhere')],
  },
  artifacts: { before: libtls('3.0-1'), after: libtls('3.0-1+deb13u1'), fixed: ['CVE-2024-1002'] },
};
