import { instant, list, map, maybe, oneOf, record, text, told, whole, type Schema } from './shapes.js';

const number: Schema = { type: 'number', minimum: 0 };

const spread = told(
  record({
    releases: told(whole, 'Versions of packages that took the place of others.'),
    p50Ms: whole,
    p95Ms: whole,
  }),
  'From the snapshot that first brought a version to a channel that hands it out; absent where nothing was published.',
);

const behind = record({
  name: text,
  has: told(text, 'The version that is handed out.'),
  newest: text,
  because: told(
    oneOf('held', 'delayed', 'kept-out', 'frozen', 'failing', 'on-its-way'),
    '`held`, `delayed`, `kept-out`: by a rule or a person. `frozen`: the channel. `failing`: it cannot be resolved or built, or was rejected.',
  ),
  versions: told(whole, 'How many versions came after what is handed out.'),
  since: told(instant, 'When the first of them was noticed.'),
  days: told(number, 'Since then.'),
});

const week = record({
  week: told(text, 'Its Monday, in UTC.'),
  decisions: told(map(whole), 'How often each kind of decision was made.'),
  minutes: whole,
  images: whole,
  minutesPer100Images: maybe(number),
  cascades: told(
    record({
      ended: whole,
      open: whole,
      withoutPersonPercent: maybe(number),
      exceptions: list(
        record({
          class: oneOf('cancelled', 'paused', 'decided', 'waits', 'rejected', 'refused', 'failed'),
          cascades: list(text),
        }),
      ),
    }),
    'Those that snapshots of archives led to, by the week in which they were planned.',
  ),
});

/** Answers about how the factory fares, by command. */
export const reportSchemas: Readonly<Record<string, Schema>> = {
  lag: record({
    since: instant,
    now: instant,
    published: maybe(spread),
    lines: list(record({ image: text, published: maybe(spread), behind: list(behind) })),
    unread: told(list(text), 'Images that cannot be resolved, and of which it cannot be told what archives have.'),
  }),
  toil: record({
    minutesOf: told(map(whole), 'What each kind of decision is counted for: assumptions, not measurements.'),
    weeks: told(list(week), 'The newest first.'),
  }),
};
