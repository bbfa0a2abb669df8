import { digest, instant, list, maybe, oneOf, record, text, told, whole, yes, type Schema } from './shapes.js';

const work = record({
  service: text,
  kind: text,
  key: text,
  state: oneOf('queued', 'running', 'done', 'dead', 'dropped'),
  priority: { type: 'integer' },
  attempts: told(whole, 'Begun so far for the newest wish; 0 again once it was fulfilled.'),
  wanted: told(whole, 'The number of the newest wish, from 1.'),
  done: told(whole, 'The number of the newest wish that was fulfilled; 0 while none was.'),
  notBefore: instant,
  enqueuedAt: instant,
  reason: maybe(
    told(
      text,
      'The newest that there was: of a failure or a drop, or why nothing had to be done. Kept while work begins anew.',
    ),
  ),
  worker: maybe(text),
});

const parked = record({
  consumer: text,
  producer: text,
  key: text,
  epoch: whole,
  seq: whole,
  reason: text,
  attempts: told(whole, 'Made so far, from the first.'),
  parkedAt: instant,
});

const status = record({
  gateway: told(text, 'Where images are pulled from; empty while nothing serves them.'),
  converged: told(yes, 'Whether nothing is left to do now.'),
  lacking: told(list(text), 'Services that the cluster here does without: nobody does their work.'),
  publicKey: told(text, "PEM of the distributor's key: what images are verified with."),
  catalog: record({
    edition: told(whole, 'That is served; 0 before the first.'),
    refused: told(
      list(text),
      'Why nothing of the catalog folder is applied, unless it could not be read or is too large; empty when it is.',
    ),
    refusedSince: told(text, 'When it was first offered with these mistakes, in RFC 3339; empty when it is applied.'),
  }),
  waived: told(list(text), '`<image>/<test>` that policy lets pass without running.'),
  problems: told(
    list(record({ image: text, problem: text, see: told(text, 'The command that tells more.') })),
    'Images whose newest revision is not resolved, not built, or rejected, and why.',
  ),
  ended: told(list(text), 'Version streams that have ended, and what to use instead, a line for people each.'),
  frozen: told(
    list(
      record({
        channel: told(text, '`<image>:<tag>`'),
        digest: told(digest, 'The index that it hands out.'),
        revision: told(whole, 'Of the newest move to that index.'),
        reason: told(text, 'Why it was frozen or rolled back.'),
        since: instant,
        remedy: told(text, 'The command that lets it follow again.'),
      }),
    ),
    'Channels that a person froze or rolled back: they follow nothing until they are thawed.',
  ),
  waiting: told(
    record({
      held: told(whole, 'For a person.'),
      overdue: told(whole, 'Of these, those that a person should have decided by now.'),
      delayed: told(whole, 'For a time.'),
    }),
    'How many updates images have not taken.',
  ),
  archives: list(
    record({
      archive: text,
      date: text,
      freshness: told(text, '`checked`, `unchecked`, or empty before the first answer.'),
      validUntil: told(text, 'Empty where the signed index does not say it.'),
      trouble: text,
    }),
  ),
  packages: told(
    list(record({ package: told(text, 'Its purl, without a version.'), trouble: text })),
    'Whose releases are followed.',
  ),
  dropped: told(
    list(
      record({
        service: text,
        kind: text,
        key: text,
        reason: told(text, 'In the words of who dropped it.'),
        remedy: told(text, 'The command that runs it again.'),
      }),
    ),
    'Work that a person dropped although something needs it: it is not done until it is run again, or has a new cause.',
  ),
  droppedUnread: told(
    list(text),
    'Services that have more dropped work than is looked through: some of theirs may be missing in `dropped`.',
  ),
  queues: list(record({ service: text, due: whole, running: whole, dead: whole })),
});

const clusterFields = {
  services: list(
    record({
      name: text,
      instance: told(text, '`<service>.<number>`'),
      pid: maybe(told(whole, 'Left out while it waits for its next start.')),
      ready: told(yes, 'Whether it says that it can take work.'),
      port: told(whole, 'Of its health, metrics and feed, on loopback.'),
      restarts: told(whole, 'Starts after the first.'),
      ended: maybe(told(text, 'How it ended last.')),
    }),
  ),
  kafka: told(list(text), '`host:port` of each broker.'),
  postgres: told(text, '`host:port`'),
  gateway: told(text, 'Where images are pulled from; empty while nothing serves them.'),
  lacking: told(list(text), 'Services of which no instance is wanted: nobody does their work.'),
  converged: told(
    yes,
    'Whether every service has an instance, all are ready, a catalog is applied, and nothing is left to do now.',
  ),
};
const cluster = record(clusterFields);

const log = record({
  service: text,
  epoch: told(whole, 'Of its log; a restored one begins a new epoch.'),
  events: whole,
});

const workChange = record({ kind: text, key: text, changed: yes });

/** Answers about the factory itself, by command. */
export const operatorSchemas: Readonly<Record<string, Schema>> = {
  status,
  'catalog check': record({
    problems: list(text),
    images: list(text),
    derived: told(list(record({ image: text, from: text })), 'Lines that are derived from another one.'),
  }),
  'catalog apply': record({
    problems: told(list(text), 'The catalog was applied only when there are none.'),
    edition: whole,
    changed: yes,
    images: list(text),
    added: told(list(text), 'Since the edition before; empty, as the next two, where nothing changed.'),
    updated: told(list(text), 'Images whose definitions changed.'),
    retired: list(text),
    instead: maybe(told(text, 'The folder that was applied before, where that was another one.')),
  }),
  'queue list': list(work),
  'queue retry': workChange,
  'queue drop': workChange,
  'parked list': list(parked),
  'parked retry': record({ digested: whole }),
  'key list': list(record({ service: text, keyId: text, publicKey: told(text, 'PEM.') })),
  'cluster up': record({
    ...clusterFields,
    edition: told(whole, 'That is served.'),
    changed: told(yes, 'Whether the folder differed from the catalog.'),
    refused: told(list(text), 'Why nothing of the folder is applied; empty when it is.'),
  }),
  'cluster scale': cluster,
  'cluster status': cluster,
  'cluster kill': record({ instance: text, pid: whole }),
  'cluster down': record({ stopped: told(yes, 'Whether something ran.') }),
  'cluster prepare': record({ data: told(text, 'The data directory.'), services: list(text) }),
  'kafka topics': list(
    record({
      name: text,
      state: oneOf('as-planned', 'missing', 'different'),
      differences: told(list(text), 'What of it is not as planned.'),
    }),
  ),
  backup: record({
    folder: text,
    takenAt: instant,
    services: list(log),
    keys: told(list(text), 'Files below `keys/` of the backup.'),
    contents: told(record({ count: whole, bytes: whole }), 'What is needed besides; `contents.txt` names each.'),
  }),
  restore: record({
    data: told(text, 'The data directory.'),
    services: list(log),
    contentsTaken: told(whole, 'Contents that were missing and taken from elsewhere.'),
  }),
  doctor: list(record({ what: text, well: yes, detail: text, remedy: text })),
};
