import { instant, list, maybe, oneOf, record, text, told, whole, yes, type Schema } from './shapes.js';

const instantOrEmpty: Schema = { type: 'string', pattern: '^(\\d{4}-\\d{2}-\\d{2}T[0-9:.]+Z)?$' };

const fields = {
  cascade: text,
  cause: oneOf('snapshot', 'definitions', 'releases'),
  origin: told(text, 'The archive and suite, or the edition of the catalog.'),
  urgent: told(yes, 'Whether its lines go before ordinary work.'),
  phase: oneOf('running', 'paused', 'cancelled', 'finished'),
  reason: told(text, 'Of a pause or a cancellation; empty otherwise.'),
  plannedAt: instant,
  endedAt: told(instantOrEmpty, 'Empty while it goes on.'),
  waves: whole,
  changed: told(whole, 'Lines with a new revision; 0 until it is finished, as the next two.'),
  unchanged: whole,
  failed: told(list(text), 'Lines that could not be resolved or built.'),
};

const line = record({
  line: told(text, '`<image>/<version stream>/<variant>`'),
  state: told(
    oneOf(
      ...['later', 'waiting', 'held', 'left', 'running', 'dropped'],
      ...['retired', 'failed', 'unchanged', 'building', 'built'],
    ),
    '`later`: its wave has not begun. `held`: the cascade is paused. `left`: a newer instance is needed, as `queue list` says.',
  ),
  revision: told(whole, 'That it got because of the cascade; 0 for none.'),
});

const concerned = record({ cascade: text, lines: told(whole, 'Lines that it concerned.') });

/** Answers about cascades, by command. */
export const cascadeSchemas: Readonly<Record<string, Schema>> = {
  'cascade list': list(record({ ...fields, lines: whole })),
  'cascade show': record({
    ...fields,
    lines: list(line),
    forecast: told(
      record({ wallMs: whole, cpuMs: whole, linesKnown: whole }),
      'What the last builds of its lines took, all added up.',
    ),
  }),
  'cascade pause': concerned,
  'cascade resume': concerned,
  'cascade cancel': concerned,
};

/** What `up` says of a cascade that goes on. */
export const cascadeStep = record({
  cascade: text,
  origin: text,
  phase: oneOf('running', 'paused', 'cancelled', 'finished'),
  done: told(whole, 'Lines of which nothing more is expected.'),
  lines: whole,
  leftMs: maybe(told(whole, 'Milliseconds that the rest is expected to take; not there while nothing tells.')),
});
