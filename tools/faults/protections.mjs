// Takes each protection out of a copy of the last commit, by a small patch, and names the tests that see it:
//   node tools/faults/protections.mjs [<name of a patch> …]
// A protection that no test misses is an error. The copy borrows the installed packages; the checkout is not touched.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, cpSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = fileURLToPath(new URL('.', import.meta.url));
const root = join(here, '..', '..');
const LIMIT_MS = 900_000;
/** Which tests must see that a protection is gone; each has a patch of its name. */
const PROTECTIONS = {
  'fence-predicate': ['platform/src/work-queue'],
  'cursor-compare-and-set': ['platform/src/feed', 'platform/src/runtime'],
  generation: ['platform/src/work-queue'],
  'unique-keys-of-events': ['platform/src/event-store/pg-event-store'],
  'effect-row': ['platform/src/work-queue'],
  'command-id': ['e2e/src/kill-cycles'],
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

/** The full names of the tests that fail. @param {string} copy @param {readonly string[]} tests @returns {readonly string[]} */
function redTests(copy, tests) {
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
  return testResults.flatMap(({ assertionResults }) =>
    assertionResults.filter(({ status }) => status === 'failed').map(({ fullName }) => fullName),
  );
}

const wanted = process.argv.slice(2);
const work = mkdtempSync(join(tmpdir(), 'quench-protections-'));
try {
  const copy = join(work, 'copy');
  checkOut(copy);
  for (const [name, tests] of Object.entries(PROTECTIONS)) {
    if (wanted.length > 0 && !wanted.includes(name)) continue;
    must(copy, 'git', ['apply', join(here, `${name}.patch`)]);
    const red = redTests(copy, tests);
    process.stdout.write(`${name}: ${String(red.length)} red\n`);
    for (const test of red) process.stdout.write(`  ${test}\n`);
    if (red.length === 0) process.exitCode = 1;
    must(copy, 'git', ['checkout', '--quiet', '.']);
  }
} finally {
  rmSync(work, { recursive: true, force: true });
}
