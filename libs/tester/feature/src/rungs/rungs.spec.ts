import 'reflect-metadata';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { INestApplicationContext } from '@nestjs/common';
import type { PlannedTest, ProbeTest, TestOutcome, Verdict } from '@quench/contracts';
import { sha256 } from '@quench/kernel';
import { bootTest, TesterWorld, type PretendedProgram } from '@quench/testing';
import { TesterModule } from '../tester.module.js';

const SLOW = '^(a+)+$';
const ASKER = '/usr/bin/ask';
const HOSTILE = `${'a'.repeat(60)}!`;
let world: TesterWorld;
let app: INestApplicationContext;

beforeEach(async () => {
  world = new TesterWorld();
  app = await world.open(TesterModule);
});
afterEach(() => app.close());

/** What comes of one test of a program that behaves so. */
async function outcomeOf(
  test: PlannedTest,
  program: PretendedProgram,
  beside: PretendedProgram = { exit: 1 },
  asker = ASKER,
): Promise<TestOutcome | undefined> {
  world.runner.program = ({ argv }) => (argv[0] === asker ? beside : program);
  const image = world.image('server');
  await world.tell(...(await image.accepted([test])), await image.built(1));
  const verdicts = await Promise.all(['ImageApproved', 'ImageRejected'].map((name) => world.facts<Verdict>(name)));
  return verdicts.flat().at(-1)?.children[0]?.tests[1];
}

const probe = (what: ProbeTest['probe'], timeoutMs = 200): PlannedTest => ({
  spec: { name: 'serves', rung: 'probe', packages: [], probe: what, timeoutMs },
  mounts: [],
});
const http = (body?: string, timeoutMs?: number): PlannedTest =>
  probe({ kind: 'http', url: 'http://127.0.0.1:80/', status: 200, body }, timeoutMs);

describe('a program that must go on', () => {
  const goesOn = bootTest('boots', { aliveMs: 1, output: 'ready' });

  it('passes when it does, and is stopped', async () =>
    expect(await outcomeOf(goesOn, { output: 'ready' })).toMatchObject({ outcome: 'passed' }));

  it('fails when it ends', async () =>
    expect(await outcomeOf(goesOn, { exit: 0, output: 'ready' })).toMatchObject({
      outcome: 'failed',
      detail: 'the program ended with exit code 0 before 1 ms had passed',
    }));
});

describe('a program that must end', () => {
  it('fails with another exit code', async () =>
    expect(await outcomeOf(bootTest('ends', { exit: 2 }), { exit: 1 })).toMatchObject({
      detail: 'expected exit code 2, but the program ended with exit code 1',
    }));

  it('fails when its output keeps the pattern busy', async () =>
    expect(await outcomeOf(bootTest('ends', { exit: 0, output: SLOW }), { exit: 0, output: HOSTILE })).toMatchObject({
      outcome: 'failed',
      detail: `the pattern took too much time or memory: ${SLOW}`,
    }));
});

describe('a test that prepares', () => {
  const PREPARES = ['/usr/bin/fill', '/data'];
  const { spec, mounts } = bootTest('boots');
  const test = { spec: { ...spec, prepare: PREPARES }, mounts } as PlannedTest;
  const prepares = (exit: number) => () => outcomeOf(test, { exit: 0 }, { exit, output: 'no room' }, PREPARES[0]);

  it('starts the image on what its step leaves, in a root without the image', async () => {
    expect(await prepares(0)()).toMatchObject({ outcome: 'passed' });
    const [step, image] = world.runner.started;
    expect(step).toMatchObject({
      argv: PREPARES,
      testLayers: [],
      tmpfs: image?.tmpfs,
      uid: image?.uid,
      env: image?.env,
    });
    expect(step?.layers).toEqual([sha256('system')]);
    expect(image?.prepared?.exit).toMatchObject({ code: 0 });
  });

  it('fails with the step, and does not start the image', async () => {
    expect(await prepares(3)()).toMatchObject({
      outcome: 'failed',
      detail: 'expected exit code 0 of what prepares, but /usr/bin/fill ended with exit code 3',
    });
    expect(world.runner.started).toHaveLength(1);
  });
});

describe('a program that is probed', () => {
  it('passes when it answers as expected', async () =>
    expect(await outcomeOf(http('hello'), { answer: { status: 200, body: 'hello' } })).toMatchObject({
      outcome: 'passed',
    }));

  it.each<[string, PretendedProgram]>([
    ['expected status 200 from http://127.0.0.1:80/, not 500', { answer: { status: 500, body: 'hello' } }],
    ['the body does not match hello', { answer: { status: 200, body: 'nothing' } }],
    ['Nothing listens at http://127.0.0.1:80/', {}],
  ])('fails in the end: %s', async (detail, program) =>
    expect(await outcomeOf(http('hello'), program)).toMatchObject({ outcome: 'failed', detail }),
  );

  it('fails when its body keeps the pattern busy, without being asked again', async () => {
    const program = { answer: { status: 200, body: HOSTILE } };
    expect(await outcomeOf(http(SLOW, 600_000), program)).toMatchObject({
      outcome: 'failed',
      detail: `the pattern took too much time or memory: ${SLOW}`,
    });
  });

  it('is asked by a program beside it', async () => {
    const test = probe({ kind: 'exec', argv: [ASKER], exit: 0, output: 'pong' });
    expect(await outcomeOf(test, {}, { exit: 0, output: 'pong' })).toMatchObject({ outcome: 'passed' });
  });
});
