import {
  digest,
  digestOrEmpty,
  instant,
  list,
  maybe,
  oneOf,
  record,
  text,
  told,
  whole,
  yes,
  type Schema,
} from './shapes.js';

const actor = record({ kind: oneOf('service', 'person'), id: text, authenticatedBy: text });
const data = told({ type: 'object' }, 'See docs/reference/events.md.');

/** An event, as `history` tells it. */
export const fact = record({ id: text, type: text, stream: text, at: instant, text, data });

const node: Schema = {
  $ref: '#/$defs/node',
  $defs: {
    node: record({
      id: text,
      type: text,
      at: instant,
      text,
      repeated: told(yes, 'Told elsewhere in the tree already.'),
      missing: told(list(text), 'Causes that are not in the archive.'),
      others: told(whole, 'How many causes are left out because they concern other images only.'),
      causes: list({ $ref: '#/$defs/node' }),
    }),
  },
};

const appended = list(
  record({
    id: text,
    type: text,
    stream: text,
    version: whole,
    occurredAt: instant,
    commandId: text,
    causes: list(text),
    correlationId: text,
    actor,
    producer: text,
    traceparent: maybe(text),
    priority: maybe(whole),
    data,
  }),
);

const row = record({
  repository: text,
  tag: text,
  index: digestOrEmpty,
  revision: whole,
  publication: text,
  versionStream: told(text, 'Of the line that it follows.'),
  variant: text,
  frozen: yes,
  retired: yes,
  reason: told(text, 'Why it is frozen or was rolled back; empty otherwise.'),
  changedAt: instant,
});

const step = record({
  event: text,
  at: instant,
  what: oneOf('moved', 'rolled-back', 'frozen', 'thawed', 'retired'),
  by: actor,
  from: maybe(digest),
  to: maybe(digest),
  revision: maybe(whole),
  publication: maybe(text),
  reason: maybe(text),
});

const stages = [
  ...['published', 'superseded', 'dropped', 'not-published', 'rejected', 'not-built', 'failed', 'frozen'],
  ...['not-locked', 'not-offered', 'out-of-range', 'platform-missing', 'ended', 'held', 'delayed', 'kept-out'],
];

/** Answers about what happened, by command. */
export const historySchemas: Readonly<Record<string, Schema>> = {
  why: node,
  whynot: list(record({ image: text, stage: oneOf(...stages), answer: text, evidence: list(fact) })),
  history: list(fact),
  'channel list': list(row),
  'channel history': list(step),
  'channel move': told(appended, 'The events that the command led to; empty when it was so already.'),
  'channel freeze': appended,
  'channel thaw': appended,
};
