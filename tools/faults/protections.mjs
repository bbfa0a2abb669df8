// Takes each protection out of a copy of the last commit, by a small patch, and names the tests that see it:
//   node tools/faults/protections.mjs [<name of a patch> …]
// A protection that no test of a place misses is an error. The copy borrows the installed packages; the checkout is not touched.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, cpSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = fileURLToPath(new URL('.', import.meta.url));
const root = join(here, '..', '..');
const LIMIT_MS = 900_000;
const SIMULATION = 'e2e/src/simulation';
/** Where tests must see that a protection is gone: one in each place at least. Each protection has a patch of its name. */
const PROTECTIONS = {
  'fence-predicate': ['platform/src/work-queue', 'testing/src/work-queue', SIMULATION],
  'cursor-compare-and-set': ['platform/src/feed', 'testing/src/feed', SIMULATION],
  generation: ['platform/src/work-queue', 'testing/src/work-queue', SIMULATION],
  'unique-keys-of-events': ['platform/src/event-store/pg-event-store', 'testing/src/event-store', SIMULATION],
  'effect-row': ['platform/src/work-queue', 'testing/src/work-queue', SIMULATION],
  'command-id': ['e2e/src/kill-cycles', SIMULATION],
  'parent-asks-for-derived': ['builder/feature/src/derived'],
  'platforms-go-together': ['builder/feature/src/platforms', 'builder/domain/src/lock/version-of-all'],
  'advisory-lock': ['platform/src/event-store/sequencer', 'platform/src/kafka-feed/kafka-relay'],
};

/** @param {string} directory @param {string} program @param {readonly string[]} args */
function run(directory, program, args) {
  const NODE_OPTIONS = '--experimental-vm-modules --disable-warning=ExperimentalWarning';
  const options = { cwd: directory, env: { ...process.env, NODE_OPTIONS }, timeout: LIMIT_MS, maxBuffer: 1e9 };
  return spawnSync(program, args, { ...options, encoding: 'utf8' });
}

/** @param {string} directory @param {string} program @param {readonly string[]} args */
function must(directory, program, args) {
  const { status, stderr } = run(directory, program, args);
  if (status !== 0) throw new Error(`${program} ${args.join(' ')}: ${stderr}`);
}

/** A copy with packages: those of the workspace are the copy's own. @param {string} copy */
function checkOut(copy) {
  must(root, 'git', ['clone', '--quiet', '--shared', root, copy]);
  mkdirSync(join(copy, 'node_modules'));
  for (const name of readdirSync(join(root, 'node_modules'))) {
    const from = join(root, 'node_modules', name);
    if (name !== '@quench') symlinkSync(from, join(copy, 'node_modules', name));
    else cpSync(from, join(copy, 'node_modules', name), { recursive: true, verbatimSymlinks: true });
  }
}

/**
 * The tests that ran: their files, full names and whether they failed. One that was skipped for want of a client did not run.
 * @param {string} copy @param {readonly string[]} tests
 */
function ranTests(copy, tests) {
  const file = join(copy, 'results.json');
  rmSync(file, { force: true });
  const { stderr } = run(copy, process.execPath, [
    'node_modules/jest/bin/jest.js',
    '--json',
    '--outputFile',
    file,
    ...tests,
  ]);
  const said = stderr.slice(-2_000);
  const { testResults } = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : { testResults: [] };
  // A spec that cannot be loaded has no tests, and so none that is red.
  const isWhole = testResults.length > 0 && testResults.every(({ assertionResults }) => assertionResults.length > 0);
  if (!isWhole) throw new Error(`The tests did not run, or not to their end: ${said}`);
  return testResults.flatMap(({ name: path, assertionResults }) =>
    assertionResults
      .filter(({ status }) => status === 'failed' || status === 'passed')
      .map(({ fullName, status }) => ({ path, fullName, isRed: status === 'failed' })),
  );
}

/** Says what is red, and answers whether every place has seen it. @param {string} name @param {ReturnType<typeof ranTests>} ran */
function tell(name, ran) {
  const red = ran.filter(({ isRed }) => isRed);
  process.stdout.write(`${name}: ${String(red.length)} red\n`);
  for (const { fullName } of red) process.stdout.write(`  ${fullName}\n`);
  return PROTECTIONS[name].map((place) => {
    const own = ran.filter(({ path }) => path.includes(place));
    // Whether it would have seen it is not known, so that the table is not shown to hold.
    if (own.length === 0) process.stdout.write(`  ${place} did not run here\n`);
    else if (!own.some(({ isRed }) => isRed)) process.stdout.write(`  ${place} does not see it\n`);
    return own.some(({ isRed }) => isRed);
  });
}

const wanted = process.argv.slice(2);
const work = mkdtempSync(join(tmpdir(), 'quench-protections-'));
try {
  const copy = join(work, 'copy');
  checkOut(copy);
  for (const [name, tests] of Object.entries(PROTECTIONS)) {
    if (wanted.length > 0 && !wanted.includes(name)) continue;
    must(copy, 'git', ['apply', join(here, `${name}.patch`)]);
    const seen = tell(name, ranTests(copy, tests));
    if (seen.includes(false)) process.exitCode = 1;
    must(copy, 'git', ['checkout', '--quiet', '.']);
  }
} finally {
  rmSync(work, { recursive: true, force: true });
}
