import { at, digest } from './sample-values.fixture.js';

const row = {
  ...{ image: 'web', name: 'nginx', purl: 'pkg:deb/debian/nginx', from: '1.26.3-3', to: '1.28.0-1', step: 'minor' },
  ...{ urgent: false, rule: 'hold: package nginx', reason: '', owner: '', until: at, since: at, shown: digest },
};
const held = { ...row, phase: 'held', overdue: true };
const rejected = { ...row, phase: 'rejected', reason: 'breaks us', owner: 'web@example.org', overdue: false };
const packages = [
  {
    name: 'nginx',
    from: '1.26.3-3',
    to: '1.28.0-1',
    fromBytes: 5,
    toBytes: 7,
    requiredBy: '',
    sha256: '',
    platforms: ['linux/amd64'],
  },
];
const contents = [
  {
    ...{ name: 'nginx', added: 1, removed: 0, changed: 3, paths: ['+usr/bin/new'] },
    scripts: [{ name: 'postinst', change: 'changed' }],
    ...{ setuid: ['usr/bin/new'], listeners: [], platforms: [] },
  },
];
const seen = { archive: 'Debian trixie', snapshot: digest, date: at };
const decided = { image: 'web', name: 'nginx', purl: 'pkg:deb/debian/nginx', to: '1.28.0-1' };

/** Answers about updates that wait, by command. */
export const holdAnswers: Readonly<Record<string, readonly unknown[]>> = {
  'hold list': [[held, rejected], []],
  'hold show': [
    [
      { ...held, packages, fixed: ['CVE-2026-0001'], contents, seen, range: '' },
      { ...held, packages, fixed: [], contents: [], seen, range: '22' },
    ],
  ],
  'hold release': [[decided]],
  'hold reject': [[decided]],
};
