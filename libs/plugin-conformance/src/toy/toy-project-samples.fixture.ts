import type { ProjectSamples } from '../project/samples.js';
import { poolPath, toyFile, TOY_BASE, type ToyPackage } from './toy-archive.fixture.js';
import { toySamples } from './toy-samples.fixture.js';
import { bytesOf, toyArchive, toyTools } from './toy-tools.fixture.js';

const packages: readonly ToyPackage[] = [
  { name: 'app', version: '1.0' },
  { name: 'pad', version: '1.2' },
  { name: 'tls', version: '3.0' },
];
const digestOf = (at: number): string => toyTools.hash(toyFile(packages[at] ?? { name: '', version: '' }));

const SUM = toyTools.hash(bytesOf('pad'));
const fileOf = (version: string) => ({
  url: TOY_BASE + poolPath({ name: 'pad', version }),
  checksums: [SUM] as const,
});

const project = (...lines: readonly string[]) =>
  new Map([['toy.lock', `toy-lock 1\n${lines.map((line) => `${line}\n`).join('')}end\n`]]);

/** A registry with lists, and a project with a lock file. */
export const toyProjectSamples: ProjectSamples = {
  ...toySamples,
  recorded: {
    registries: [{ base: TOY_BASE, details: {} }],
    answers: new Map([
      [
        `${TOY_BASE}list/pad`,
        bytesOf(
          `toy-list\n1.10 2026-02-01T00:00:00Z current ${SUM}\n1.2 2026-01-01T00:00:00Z deprecated ${SUM}\n1.3 - withdrawn\nend`,
        ),
      ],
      ...packages.map((one) => [TOY_BASE + poolPath(one), toyFile(one)] as const),
    ]),
  },
  constraints: {
    allowing: [
      { constraint: '1.0', allows: ['1a', '1', '1.0', '1.0.0', '1.0.2', '1.0.10'] },
      { constraint: '2.1', allows: [] },
    ],
    malformed: ['', 'x'],
  },
  releases: {
    purl: 'pkg:toy/pad',
    releases: [
      { version: '1.2', publishedAt: '2026-01-01T00:00:00Z', state: 'deprecated', file: fileOf('1.2') },
      { version: '1.3', publishedAt: undefined, state: 'withdrawn', file: undefined },
      { version: '1.10', publishedAt: '2026-02-01T00:00:00Z', state: 'current', file: fileOf('1.10') },
    ],
    unknown: 'pkg:toy/nowhere',
  },
  dependencies: {
    project: project(
      `need tls 3.0 ${digestOf(2)} parts/tls,parts/app/tls for app`,
      `need app 1.0 ${digestOf(0)} parts/app`,
      `need pad 1.2 ${digestOf(1)} parts/pad for tls`,
      'inside zip 1.0 tls 3.0',
      'inside ant 1.0 app 1.0',
      'link parts/self src/self',
      'link parts/other src/other',
    ),
    options: { platform: 'linux/amd64', libc: 'glibc', withoutScripts: [] },
    malformed: [project('need app 1.0 sha1:0 parts/app'), project(`need app 1.0 ${digestOf(0)} ../app`), new Map()],
    unsupported: [project('needs a compiler')],
  },
  install: {
    scripted: [toyArchive({ 'install.sh': 'make' })],
    hostile: [toyArchive({ moved: '../../bin/sh' })],
  },
};
