import { afterAll, describe, expect, it } from '@jest/globals';
import type { Policy, ProbeTest, TestSpec, Verdict } from '@quench/contracts';
import { digest } from '@quench/kernel';
import { RunTests, TestResults } from '@quench/tester-feature';
import { NoRunner, TesterWorld } from './tester-world.js';

const strict: Policy = { format: 1, waive: [] };
const serves: ProbeTest = {
  name: 'serves',
  rung: 'probe',
  packages: [],
  probe: { kind: 'http', url: 'http://127.0.0.1:8080/page', status: 200, body: '^hello' },
  timeoutMs: 20_000,
};
const starts: TestSpec = { name: 'starts', rung: 'boot', packages: [], expect: { aliveMs: 200 }, timeoutMs: 20_000 };
const page = { path: 'srv/page', content: 'hello' };
const secret = { path: 'srv/page', content: 'hello', mode: 0o600 };

const worlds: TesterWorld[] = [];
const world = (): TesterWorld => {
  const made = new TesterWorld();
  worlds.push(made);
  return made;
};
afterAll(() => worlds.forEach((each) => each.dispose()));

const types = async (of: TesterWorld): Promise<readonly string[]> =>
  (await of.recorded()).map(({ type }) => type.split('.')[1] ?? '');
const verdictOf = async (of: TesterWorld): Promise<Verdict> =>
  (await of.recorded()).findLast(({ type }) => type.startsWith('tester.Image'))?.data as Verdict;

describe('an image that keeps its promises', () => {
  it('is approved by a signed statement on its index, and asked nothing twice', async () => {
    const made = world();
    const { run, commands, queries } = await made.start();
    const index = await made.build([page], [starts, serves], strict);
    await run.settle();
    expect(await types(made)).toEqual(['TestPassed', 'TestPassed', 'TestPassed', 'ImageApproved']);
    const verdict = await verdictOf(made);
    expect(verdict.index).toBe(index);
    const statement = await made.statements.verify(digest(verdict.statement), 'tester');
    expect(statement.predicate).toMatchObject({
      result: 'PASSED',
      passedTests: ['linux/amd64/structure', 'linux/amd64/starts', 'linux/amd64/serves'],
    });
    await commands.execute(new RunTests('web', 'again'));
    await run.settle();
    expect(await types(made)).toHaveLength(4);
    expect(await queries.execute(new TestResults('web'))).toMatchObject({
      verdict: 'approved',
      runs: [{ name: 'structure', environment: 'any' }, { name: 'starts' }, { name: 'serves', outcome: 'passed' }],
    });
  }, 120_000);
});

describe('an image is rejected', () => {
  it('when its user cannot read what root keeps to itself', async () => {
    const made = world();
    const { run } = await made.start();
    await made.build([secret], [{ ...serves, timeoutMs: 3_000 }], strict);
    await run.settle();
    expect(await types(made)).toEqual(['TestPassed', 'TestFailed', 'ImageRejected']);
    const [, failed] = (await verdictOf(made)).children[0]?.tests ?? [];
    expect(failed).toMatchObject({ name: 'serves', detail: expect.stringContaining('expected status 200') });
  }, 120_000);

  it('when its structure breaks a rule, however well it runs', async () => {
    const made = world();
    const { run } = await made.start();
    await made.build([page, { path: 'usr/sbin/sh', type: '2', link: 'httpd' }], [starts], strict);
    await run.settle();
    expect(await types(made)).toEqual(['TestFailed', 'TestPassed', 'ImageRejected']);
  }, 120_000);

  it('when its program ends too early, with what it said', async () => {
    const made = world();
    const { run, queries } = await made.start();
    await made.build([page], [{ ...starts, rung: 'boot', args: ['--nonsense'] } as TestSpec], strict);
    await run.settle();
    const results = await queries.execute(new TestResults('web'));
    expect(results).toMatchObject({ verdict: 'rejected', runs: [{}, { outcome: 'failed' }] });
    const log = await made.content.read(digest(results.runs[1]?.log ?? ''), { maxBytes: 100_000 });
    expect(Buffer.from(log).toString()).toContain('nonsense');
  }, 120_000);

  it('where tests cannot be run, until they can be or the policy says otherwise', async () => {
    const made = world();
    const nowhere = await made.start(new NoRunner());
    await made.build([page], [starts], strict);
    await nowhere.run.settle();
    expect(await types(made)).toEqual(['TestPassed', 'TestNotRun', 'ImageRejected']);
    const waived: Policy = { format: 1, waive: [{ test: 'starts', reason: 'no sandbox here' }] };
    await made.build([page], [starts], waived);
    await nowhere.run.settle();
    expect((await types(made)).at(-1)).toBe('ImageApproved');
  }, 120_000);
});
