import { instant, list, oneOf, record, text, told, whole, yes, type Schema } from './shapes.js';

const fields = {
  image: told(text, 'The name of the line: `nodejs/22`.'),
  name: told(text, 'The source of the packages that go together, or the place of a release.'),
  purl: text,
  phase: told(
    oneOf('held', 'delayed', 'released', 'rejected'),
    '`held`: a person is asked. `delayed`: it waits for a time. `released`: it comes with the next lock. `rejected`: a person keeps it out.',
  ),
  from: text,
  to: text,
  step: oneOf('rebuild', 'patch', 'minor', 'major', 'unknown'),
  urgent: told(yes, 'Whether it comes from where security fixes come from.'),
  rule: told(text, 'The rule that decided.'),
  reason: told(text, 'What a person said; empty before.'),
  owner: told(text, 'Who answers for the image; empty where nobody is named.'),
  until: told(instant, 'The deadline of a hold; when a delay ends.'),
  since: told(instant, 'Since when its phase is what it is.'),
  overdue: told(yes, 'Whether a person should have decided by now.'),
  shown: told(text, 'Names the version and the files that it is about, for `--shown`.'),
};

const platforms = told(list(text), 'Those on which it is so; empty where that is all of the line, or nobody said it.');

const packages = list(
  record({
    name: text,
    from: text,
    to: text,
    fromBytes: told(whole, 'Of the package file.'),
    toBytes: told(whole, '0 where nobody says it, as of placed releases.'),
    requiredBy: told(text, 'The package that it came in by; empty for what the definition asks for.'),
    sha256: told(text, 'Of the newer file, of which platforms may have one each; empty where nobody says it.'),
    platforms,
  }),
);

const changed = 'At most 40.';
const contents = list(
  record({
    name: told(text, 'Of the package.'),
    added: told(whole, 'How many files it has that the one of the line has not.'),
    removed: whole,
    changed: whole,
    paths: told(list(text), `Of files that came, after \`+\`, and went, after \`-\`. ${changed}`),
    scripts: told(
      list(record({ name: text, change: oneOf('added', 'changed', 'removed') })),
      'What its manager would run; here nothing of a package runs.',
    ),
    setuid: told(list(text), `Files that are setuid or setgid in it, and were not. No image has them so. ${changed}`),
    listeners: told(list(text), `Programs and libraries that can wait for connections, and could not. ${changed}`),
    platforms,
  }),
);

const decided = list(record({ image: text, name: text, purl: text, to: told(text, 'The version.') }));

/** Answers about updates that wait, by command. */
export const holdSchemas: Readonly<Record<string, Schema>> = {
  'hold list': list(record(fields)),
  'hold show': list(
    record({
      ...fields,
      packages,
      fixed: told(list(text), 'CVE ids that the newer packages say are fixed; empty for a delay and a placed release.'),
      contents: told(contents, 'What is in the packages; empty for a delay, and where nobody could tell.'),
      seen: told(
        record({ archive: text, snapshot: text, date: instant }),
        'The snapshot that first brought it, and its own date; of a placed release its package and range, what the registry listed, and since when it has it.',
      ),
      range: told(text, 'Of a placed release: which of them the line takes; empty for what an archive brings.'),
    }),
  ),
  'hold release': decided,
  'hold reject': decided,
};
