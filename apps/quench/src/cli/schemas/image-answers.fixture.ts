import type { RebuiltImage, ResolvedPackage } from '@quench/builder-feature';
import type { Verification } from '@quench/distributor-feature';
import type { ImageDiff } from '@quench/historian-feature';
import type { TestResultsView } from '@quench/tester-feature';
import type { ImageListRow } from '../commands/image.command.js';
import type { UpAnswer } from '../commands/up.command.js';
import { digest } from './sample-values.fixture.js';

/** A line of the list of images. */
export const row: ImageListRow = {
  ...{ image: 'nginx/1.26/dev', repository: 'nginx', versionStream: '1.26', variant: 'dev', from: '', ended: '' },
  channels: ['latest'],
  pointing: [{ tag: 'latest', digest, frozen: true, reason: 'audit' }],
  digest,
  recipe: { 'linux/amd64': digest },
  verdict: 'approved',
  packages: 24,
  sizeBytes: 12_345_678,
  problem: '',
  see: '',
};
export const problem = { problem: 'unsatisfiable: no y', see: 'quench whynot nginx nginx' };
const notBuilt: ImageListRow = {
  ...row,
  channels: [],
  pointing: [],
  digest: '',
  recipe: {},
  verdict: 'pending',
  ...problem,
};
const diff: ImageDiff = {
  image: 'nginx',
  from: 1,
  to: 2,
  changes: [{ kind: 'updated', name: 'libssl3t64', from: '3.5.1-1', to: '3.5.1-2', fixed: ['CVE-2026-1'], lost: [] }],
  definition: [{ key: 'env.LANG', from: '"C"', to: '"C.UTF-8"' }],
  fixed: ['CVE-2026-1'],
  layers: { changed: 1, total: 9 },
};
const resolved: readonly ResolvedPackage[] = [{ name: 'libc6', version: '2.41-12' }];
const rebuilt: RebuiltImage = {
  ...{ image: 'nginx', published: digest, rebuilt: digest, equal: true },
  platforms: [
    { platform: 'linux/amd64', recipe: digest, published: digest, rebuilt: digest, equal: true, planted: [] },
  ],
};
const verified: Verification = {
  repository: 'nginx',
  digest,
  ok: true,
  checks: [{ name: 'signature', of: digest, ok: true, why: '' }],
};
const tested: TestResultsView = {
  image: 'nginx',
  index: digest,
  verdict: 'approved',
  given: {
    image: 'nginx',
    index: digest,
    plan: digest,
    policy: digest,
    children: [],
    statement: digest,
    durationMs: 3,
  },
  runs: [
    {
      platform: 'linux/amd64',
      name: 'boot',
      rung: 'boot',
      outcome: 'passed',
      detail: '',
      environment: 'bwrap/owners',
      durationMs: 31,
      log: digest,
    },
  ],
};
const locked = {
  recipe: digest,
  packages: [{ purl: 'pkg:deb/debian/libc6@2.41-12?arch=amd64', name: 'libc6', version: '2.41-12', sha256: digest }],
  dropped: ['perl-base'],
};
const upAnswer: UpAnswer = {
  ...{ edition: 1, changed: true, refused: ['web.yaml:1: x'], gateway: '127.0.0.1:5199', images: [row], seconds: 71.5 },
};

const held = {
  ...{ platform: 'linux/amd64', name: 'nginx', version: '1.26.3-3', offered: '2.0.1-1', purl: 'pkg:deb/debian/nginx' },
  ...{ because: 'hold', rule: 'hold: major' },
};

/** Answers about images, by command. */
export const imageAnswers: Readonly<Record<string, readonly unknown[]>> = {
  build: [[row]],
  'image diff': [diff, { ...diff, layers: undefined }],
  'image list': [[row, notBuilt], []],
  'image lock': [{ revision: 1, ...locked, held: [held], platforms: [{ platform: 'linux/amd64', ...locked }] }],
  rebuild: [rebuilt],
  resolve: [resolved],
  'test list': [tested, { ...tested, verdict: 'pending', given: undefined, runs: [] }],
  'test run': [tested],
  'test show': [[{ platform: 'linux/amd64', outcome: 'failed', log: 'x' }]],
  up: [upAnswer],
  verify: [verified],
};
