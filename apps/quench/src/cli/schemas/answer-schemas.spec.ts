import { describe, expect, it } from '@jest/globals';
import { Ajv2020 } from 'ajv/dist/2020.js';
import type { Command } from 'commander';
import type { RebuiltImage, ResolvedPackage } from '@quench/builder-feature';
import type { FolderOutcome } from '../../factory/apply-folder.js';
import type { ChannelOutcome, ChannelStep, Verification } from '@quench/distributor-feature';
import type { ImageDiff } from '@quench/historian-feature';
import type { Parked, WorkRow } from '@quench/ports';
import type { TestResultsView } from '@quench/tester-feature';
import type { ImageListRow } from '../commands/image.command.js';
import type { Status } from '../commands/status.command.js';
import type { UpAnswer } from '../commands/up.command.js';
import { program } from '../program.js';
import { answerSchemas, errorSchema, progressSchema } from './answer-schemas.js';

const ajv = new Ajv2020({ strict: true, allErrors: true });
const digest = `sha256:${'ab'.repeat(32)}`;
const at = '2026-03-01T10:00:00.000Z';
const id = '7f3c9f5e-3f0b-5b4e-9a53-6a8d0c1e2f30';

/** What is wrong with an answer, as it would be printed. */
function problems(schema: object, answer: unknown): readonly unknown[] {
  const validate = ajv.compile(schema);
  validate(JSON.parse(JSON.stringify(answer)));
  return validate.errors ?? [];
}

const row: ImageListRow = {
  ...{ image: 'nginx/1.26/dev', repository: 'nginx', versionStream: '1.26', variant: 'dev', ended: '' },
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
const problem = { problem: 'unsatisfiable: no y', see: 'quench whynot nginx nginx' };
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
const upAnswer: UpAnswer = {
  ...{ edition: 1, changed: true, refused: ['web.yaml:1: x'], gateway: '127.0.0.1:5199', images: [row], seconds: 71.5 },
};
const status: Status = {
  gateway: '127.0.0.1:5199',
  converged: true,
  publicKey: '-----BEGIN PUBLIC KEY-----\n',
  catalog: { edition: 1, refused: ['web.yaml:1: x'], refusedSince: at },
  waived: ['nginx/probe'],
  ended: ['nginx/1.26 ended on 2027-04-30, use nginx/1.28'],
  problems: [{ image: 'nginx', ...problem }],
  frozen: [
    {
      channel: 'nginx:latest',
      digest,
      revision: 1,
      reason: 'audit',
      since: at,
      remedy: 'quench channel thaw nginx:latest',
    },
  ],
  archives: [{ archive: 'Debian trixie', date: at, freshness: 'checked', validUntil: at, trouble: '' }],
  dropped: [{ ...{ service: 'watcher', kind: 'poll', key: 'x', reason: 'z' }, remedy: 'quench queue retry poll x' }],
  droppedUnread: ['builder'],
  queues: [{ service: 'builder', due: 0, running: 0, dead: 0 }],
};
const applied: FolderOutcome = {
  ...{ problems: [], edition: 1, changed: true, images: ['nginx'], added: ['nginx'], updated: [], retired: [] },
  instead: undefined,
};
const work: readonly (WorkRow & { readonly service: string })[] = [
  {
    service: 'builder',
    kind: 'build',
    key: digest,
    state: 'dead',
    priority: 0,
    attempts: 3,
    wanted: 1,
    done: 0,
    notBefore: at,
    enqueuedAt: at,
    reason: 'package-missing: gone',
  },
];
const parked: readonly Parked[] = [
  { consumer: 'x', producer: 'builder', key: 'y', epoch: 1, seq: 2, reason: 'z', attempts: 1, parkedAt: at },
];
const actor = { kind: 'person', id: 'uid:0', authenticatedBy: 'local-user' } as const;
const moved: ChannelOutcome = [
  {
    type: 'distributor.ChannelThawed.v1',
    data: { repository: 'nginx', tag: 'latest' },
    id,
    stream: 'distributor.channel/nginx:latest',
    version: 2,
    occurredAt: at,
    commandId: id,
    causes: [],
    correlationId: id,
    actor,
    producer: 'distributor/0.1.0',
  },
];
const steps: readonly ChannelStep[] = [
  { event: id, at, what: 'moved', by: actor, from: undefined, to: digest, revision: 1, publication: '1.26-r1' },
];
const channel = {
  ...{ versionStream: '1.26', variant: 'prod' },
  repository: 'nginx',
  tag: 'latest',
  index: digest,
  revision: 1,
  publication: '1.26-r1',
  frozen: false,
  retired: false,
  reason: '',
  changedAt: at,
};
const fact = { id, type: 'builder.LockResolved.v1', stream: 'x', at, text: 'nginx locked', data: {} };
const leaf = {
  id,
  type: 'watcher.ArchiveSnapshotTaken.v1',
  at,
  text: 'x',
  repeated: false,
  missing: [],
  others: 0,
  causes: [],
};
const change = { kind: 'build', key: digest, changed: true };
const instance = { name: 'builder', instance: 'builder.1', pid: 7, ready: true, port: 4_711, restarts: 0 };
const waiting = { name: 'tester', instance: 'tester.1', ready: false, port: 4_712, restarts: 3, ended: 'SIGKILL' };
const cluster = {
  services: [instance, waiting],
  kafka: ['127.0.0.1:9092'],
  postgres: '127.0.0.1:5432',
  gateway: '',
  converged: false,
};

const samples: Readonly<Record<string, readonly unknown[]>> = {
  build: [[row]],
  'catalog apply': [applied, { ...applied, instead: '/catalog' }],
  'catalog check': [{ problems: ['nginx.yaml:3: x'], images: [] }],
  'channel freeze': [moved],
  'channel history': [steps],
  'channel list': [[channel]],
  'channel move': [moved, []],
  'channel thaw': [moved],
  'cluster down': [{ stopped: true }],
  'cluster kill': [{ instance: 'builder.2', pid: 7 }],
  'cluster scale': [cluster],
  'cluster status': [cluster],
  'cluster up': [cluster],
  backup: [
    {
      folder: '/backups/monday',
      takenAt: at,
      services: [{ service: 'builder', epoch: 1, events: 12 }],
      keys: ['builder.key', 'builder.pub'],
      contents: { count: 3, bytes: 4_000 },
    },
  ],
  restore: [{ data: '/srv/quench', services: [{ service: 'builder', epoch: 2, events: 12 }], contentsTaken: 3 }],
  doctor: [[{ what: 'node', well: true, detail: 'x', remedy: '' }]],
  history: [[fact]],
  'image diff': [diff, { ...diff, layers: undefined }],
  'image list': [[row, notBuilt], []],
  'image lock': [
    {
      revision: 1,
      recipe: digest,
      packages: [
        { purl: 'pkg:deb/debian/libc6@2.41-12?arch=amd64', name: 'libc6', version: '2.41-12', sha256: digest },
      ],
      dropped: ['perl-base'],
    },
  ],
  'kafka topics': [[{ name: 'quench.builder', state: 'different', differences: ['x'] }]],
  'key list': [[{ service: 'builder', keyId: digest, publicKey: 'x' }]],
  'parked list': [parked],
  'parked retry': [{ digested: 0 }],
  'queue drop': [change],
  'queue list': [work],
  'queue retry': [change],
  rebuild: [rebuilt],
  resolve: [resolved],
  status: [status],
  'test list': [tested, { ...tested, verdict: 'pending', given: undefined, runs: [] }],
  'test run': [tested],
  'test show': [[{ platform: 'linux/amd64', outcome: 'failed', log: 'x' }]],
  up: [upAnswer],
  verify: [verified],
  why: [{ ...leaf, causes: [leaf] }],
  whynot: [[{ image: 'nginx', stage: 'rejected', answer: 'x', evidence: [fact] }]],
};

const leaves = (command: Command, above: string): readonly string[] =>
  command.commands.flatMap((child) => {
    const path = `${above} ${child.name()}`.trim();
    return child.commands.length === 0 ? [path] : leaves(child, path);
  });

const commands = (): readonly string[] =>
  leaves(
    program({
      withFactory: () => Promise.reject(new Error('not run')),
      runnable: (_command, text) => text,
      write: () => undefined,
    }),
    '',
  );

describe('answers as data', () => {
  it('have a schema for every command and for no other, but for a service, which answers nothing', () =>
    expect([...Object.keys(answerSchemas), 'service'].sort()).toEqual([...commands()].sort()));

  it.each(Object.keys(answerSchemas))('fit their schema: %s', (command) => {
    const found = samples[command] ?? [];
    expect(found).not.toEqual([]);
    for (const answer of found)
      expect([command, problems(answerSchemas[command] ?? {}, answer)]).toEqual([command, []]);
  });

  it('have no field that their schema does not tell', () => {
    expect(problems(answerSchemas['image list'] ?? {}, [{ ...row, extra: 1 }])).not.toEqual([]);
    expect(problems(answerSchemas['status'] ?? {}, { ...status, converged: undefined })).not.toEqual([]);
  });

  it('are preceded by lines of progress, each in its shape', () => {
    const failed = { service: 'builder', kind: 'build', key: 'x', reason: 'y' };
    for (const line of [{ fact }, { failed }, { note: 'x' }, { error: { code: 'stopped', message: 'x' } }])
      expect(problems(progressSchema, line)).toEqual([]);
    expect(problems(progressSchema, { fact, note: 'x' })).not.toEqual([]);
  });

  it('name the code and the message when a command fails', () =>
    expect(problems(errorSchema, { error: { code: 'image-unknown', message: 'x' } })).toEqual([]));
});
