import {
  digest,
  digestOrEmpty,
  list,
  map,
  maybe,
  oneOf,
  record,
  text,
  told,
  whole,
  yes,
  type Schema,
} from './shapes.js';

const row = record({
  image: told(text, 'What the line is called: `nodejs`, `nodejs/22`, `nodejs/22/dev`.'),
  repository: told(text, 'What it is pulled from: `nodejs`.'),
  versionStream: told(text, '`default` where the image names none.'),
  variant: oneOf('prod', 'dev'),
  from: told(text, 'The line that it is derived from: `nodejs/22`; empty where that is none.'),
  channels: list(text),
  pointing: told(
    list(
      record({
        tag: text,
        digest: told(digest, 'The index that it hands out.'),
        frozen: told(yes, 'By a person, or since a rollback.'),
        reason: told(text, 'Why it is frozen; empty otherwise.'),
      }),
    ),
    'Where each of the channels points, in the same order. Not at `digest` when it is frozen, and while the newest revision is not approved.',
  ),
  digest: told(digestOrEmpty, 'The index of the newest revision; empty until it is built.'),
  recipe: told(map(digest), 'By platform.'),
  verdict: oneOf('approved', 'rejected', 'pending'),
  packages: whole,
  sizeBytes: told(whole, 'Compressed bytes of the layers that a pull brings: of the largest platform.'),
  problem: told(text, 'Why the newest revision is not resolved, not built, or rejected; empty when all is well.'),
  see: told(text, 'The command that tells more of the problem; empty without one.'),
  ended: told(text, 'That its version stream has ended, and what to use instead; empty otherwise.'),
});

const change = record({
  kind: oneOf('added', 'removed', 'updated'),
  name: text,
  from: maybe(text),
  to: maybe(text),
  fixed: told(list(text), 'CVE ids that the changelog says were fixed.'),
  lost: told(list(text), 'CVE ids that the older text named and the newer does not.'),
});

const outcome = record({
  platform: text,
  name: text,
  rung: text,
  outcome: oneOf('passed', 'failed', 'not-run', 'waived'),
  detail: text,
  environment: text,
  durationMs: whole,
  log: maybe(digest),
});

const results = record({
  image: text,
  index: digestOrEmpty,
  verdict: oneOf('approved', 'rejected', 'pending'),
  given: maybe(told({ type: 'object' }, "The newest verdict, as the tester's event says it.")),
  runs: list(outcome),
});

const locked = {
  recipe: digest,
  packages: list(record({ purl: text, name: text, version: text, sha256: digest })),
  dropped: told(list(text), 'Names that the closure would have had.'),
};

/** Answers about images, by command. */
export const imageSchemas: Readonly<Record<string, Schema>> = {
  'image list': list(row),
  'image lock': record({
    revision: whole,
    from: maybe(
      told(
        record({ image: text, versionStream: text, variant: text, revision: whole, lock: digest }),
        'The lock of the line that it is derived from, on which it was made.',
      ),
    ),
    ...locked,
    held: told(
      list(
        record({
          ...{ platform: text, name: text, version: text, purl: text, rule: text },
          offered: told(text, 'The version that it could have had.'),
          because: told(
            oneOf('hold', 'wait', 'rejected'),
            'What the rule wants: a person, a time, or what a person said.',
          ),
        }),
      ),
      'What could have been another version, and was not, at this revision.',
    ),
    platforms: told(
      list(record({ platform: text, ...locked })),
      'Of all platforms; what stands above is of the first.',
    ),
  }),
  'image diff': record({
    image: text,
    from: told(whole, '0 for what came before the first revision: nothing.'),
    to: whole,
    changes: list(change),
    definition: told(
      list(record({ key: text, from: maybe(text), to: maybe(text) })),
      'What the definition says otherwise, as JSON text.',
    ),
    fixed: list(text),
    layers: maybe(record({ changed: whole, total: whole })),
  }),
  resolve: list(record({ name: text, version: text })),
  build: told(list(row), 'The lines that were meant.'),
  rebuild: record({
    image: text,
    published: told(digest, 'The index of the newest revision.'),
    rebuilt: told(digest, 'The index of what was built now.'),
    equal: yes,
    platforms: list(
      record({
        platform: text,
        recipe: digest,
        published: told(digest, 'The manifest of the newest revision.'),
        rebuilt: told(digest, 'The manifest that was built now.'),
        equal: yes,
        planted: told(list(digest), 'Layers that the cache had wrong.'),
      }),
    ),
  }),
  verify: record({
    repository: text,
    digest,
    ok: yes,
    checks: list(record({ name: text, of: text, ok: yes, why: text })),
  }),
  'test run': results,
  'test list': results,
  'test show': list(
    record({ platform: text, outcome: text, log: told(text, 'Why it did not run, of a test that did not.') }),
  ),
  up: record({
    edition: told(whole, 'Of the catalog that is served.'),
    changed: told(yes, 'Whether the folder differed from the catalog.'),
    refused: told(list(text), 'Why nothing of the folder was applied; empty when the edition is that of the folder.'),
    gateway: told(text, 'Where images are pulled from.'),
    images: list(row),
    seconds: { type: 'number', minimum: 0 },
  }),
};
