import 'reflect-metadata';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { INestApplicationContext } from '@nestjs/common';
import type { ChildVerdict, PlannedTest, Verdict, Waiver } from '@quench/contracts';
import { digest, TransientFault } from '@quench/kernel';
import { Documents, Service } from '@quench/ports';
import { bootTest, TesterWorld, type TestedImage } from '@quench/testing';
import { TesterModule } from '../tester.module.js';

const AFTER_LEASE_MS = 130_000;
let world: TesterWorld;
let app: INestApplicationContext;
let image: TestedImage;

beforeEach(async () => {
  world = new TesterWorld();
  app = await world.open(TesterModule);
  image = world.image('server');
});
afterEach(() => app.close());

const boots = bootTest('boots');
const outcomes = (children: readonly ChildVerdict[]) =>
  children.flatMap(({ tests }) => tests.map(({ name, outcome }) => `${name} ${outcome}`));
const lastOf = async (kind: 'ImageApproved' | 'ImageRejected'): Promise<Verdict> =>
  (await world.facts<Verdict>(kind)).at(-1) as Verdict;
const tellSound = async () => world.tell(...(await image.accepted([boots])), await image.built(1));

it('a policy of a newer format is left to a newer version, at no cost', async () => {
  const [accepted, planned] = await image.accepted([boots]);
  const policy = await new Documents(world.content).write({ format: 9, waive: [] });
  const newer = { type: 'builder.DefinitionAccepted.v1', data: { ...(accepted?.data as object), policy } };
  await world.tell(newer, ...(planned === undefined ? [] : [planned]), await image.built(1));
  expect(await world.recorded()).toStrictEqual([]);
  const reason = expect.stringMatching(/^format-newer: of .*, the policy: it has format 9/);
  expect(await world.queue.list({ limit: 9 })).toMatchObject([{ state: 'queued', attempts: 0, reason }]);
});

describe('an image that passes everything', () => {
  it('is approved once, by a statement of the tester', async () => {
    await tellSound();
    expect(await world.recorded()).toStrictEqual(['TestPassed structure', 'TestPassed boots', 'ImageApproved server']);
    const { statement, index, children } = await lastOf('ImageApproved');
    expect(outcomes(children)).toStrictEqual(['structure passed', 'boots passed']);
    const { subject, predicate } = await world.statements.verify(digest(statement), 'tester');
    expect(`sha256:${subject[0]?.digest.sha256 ?? ''}`).toBe(index);
    expect(predicate).toMatchObject({ result: 'PASSED' });
  });

  it('is asked nothing when it is told of again', async () => {
    await tellSound();
    const before = await world.recorded();
    await tellSound();
    expect(await world.recorded()).toStrictEqual(before);
    expect(world.runner.started).toHaveLength(1);
  });

  it('is asked nothing before all of it is known', async () => {
    await world.tell(await image.built(1));
    expect(await world.recorded()).toStrictEqual([]);
    expect(await world.queue.list({ limit: 9 })).toStrictEqual([]);
    await world.tell(...(await image.accepted([boots])));
    const before = await world.recorded();
    expect(before).toContain('ImageApproved server');
    await world.tell(image.locked(2), ...(await image.accepted([bootTest('stops')])));
    expect(await world.recorded()).toStrictEqual(before);
    expect(await world.queue.list({ limit: 9 })).toMatchObject([{ key: 'server/default/prod', wanted: 1 }]);
  });

  it('is asked nothing when it left the catalog before its turn, and the queue says so', async () => {
    const [accepted, planned] = await image.accepted([boots]);
    const retired = { type: 'builder.DefinitionRetired.v1', data: { image: 'server', edition: 2 } };
    world.start({ ...app.get(Service), workers: [] });
    await world.tell(...[accepted, planned].flatMap((one) => one ?? []), await image.built(1), retired);
    world.start(app.get(Service));
    await world.settle();
    expect(await world.recorded()).toStrictEqual([]);
    const reason = 'definition-retired: server is not in the catalog';
    expect(await world.queue.list({ limit: 2 })).toMatchObject([{ state: 'done', reason }]);
  });

  it('is not judged by what the next definition asks of the next image', async () => {
    await tellSound();
    await world.tell(image.locked(2), ...(await image.accepted([bootTest('stops')])));
    expect((await world.recorded()).slice(3)).toStrictEqual([]);
    await world.tell(await image.built(2, { config: { Labels: { other: 'image' } } }));
    expect((await world.recorded()).slice(3)).toContain('ImageApproved server');
  });

  it('answers for every other image with the same manifest', async () => {
    await tellSound();
    const other = world.image('other');
    await world.tell(...(await other.accepted([boots])), await other.built(1));
    expect((await world.recorded()).slice(3)).toStrictEqual(['ImageApproved other']);
    expect(world.runner.started).toHaveLength(1);
  });

  it('is asked only what is new in another plan', async () => {
    await tellSound();
    await world.tell(...(await image.accepted([boots, bootTest('stops')])));
    expect((await world.recorded()).slice(3)).toStrictEqual(['TestPassed stops', 'ImageApproved server']);
    expect(world.runner.started.map(({ argv }) => argv.at(-1))).toStrictEqual(['boots', 'stops']);
  });
});

describe('an image is rejected', () => {
  it('by the name of the test that it fails', async () => {
    world.runner.program = ({ argv }) => ({ exit: argv.includes('boots') ? 1 : 0 });
    await world.tell(...(await image.accepted([boots, bootTest('stops')])), await image.built(1));
    const { children, statement } = await lastOf('ImageRejected');
    expect(outcomes(children)).toStrictEqual(['structure passed', 'boots failed', 'stops passed']);
    const { predicate } = await world.statements.verify(digest(statement), 'tester');
    expect(predicate).toMatchObject({ result: 'FAILED', failedTests: ['linux/amd64/boots'] });
  });

  it.each([
    ['User', { User: '0:0' }],
    ['Entrypoint', { Entrypoint: ['/usr/bin/miner'] }],
  ])('for a config with another %s than the one that was tested', async (name, config) => {
    await world.tell(...(await image.accepted([])), await image.built(1, { config }));
    const { children } = await lastOf('ImageRejected');
    expect(children[0]?.tests[0]?.detail).toContain(`config: ${name}: expected`);
  });

  it('for what its layers have', async () => {
    const shell = { path: 'usr/bin/sh', type: 'symlink', target: 'server', mode: 0o777, uid: 0, gid: 0 } as const;
    await world.tell(...(await image.accepted([])), await image.built(1, { entries: [shell] }));
    expect((await lastOf('ImageRejected')).children[0]?.tests[0]?.detail).toContain('no-shell: /usr/bin/sh');
  });

  it('when a test could not be run', async () => {
    world.runner.offers = { unavailable: 'no user namespaces' };
    await tellSound();
    const { children } = await lastOf('ImageRejected');
    expect(children[0]?.tests[1]).toMatchObject({ outcome: 'not-run', detail: 'no user namespaces' });
    expect(world.runner.started).toHaveLength(0);
  });
});

describe('a waiver', () => {
  const waive = (test: string) => [{ test, reason: 'needs a licence' }];
  beforeEach(() => {
    world.runner.program = () => ({ exit: 1 });
  });

  it('lets pass the test that it names', async () => {
    await world.tell(...(await image.accepted([boots], waive('boots'))), await image.built(1));
    expect(outcomes((await lastOf('ImageApproved')).children)).toStrictEqual(['structure passed', 'boots waived']);
  });

  it('lets pass no other test', async () => {
    await world.tell(...(await image.accepted([boots], waive('stops'))), await image.built(1));
    expect(await world.recorded()).toContain('ImageRejected server');
  });

  it('that comes later needs no test to be run again', async () => {
    await world.tell(...(await image.accepted([boots])), await image.built(1));
    await world.tell(...(await image.accepted([boots], waive('boots'))));
    expect((await world.recorded()).slice(-2)).toStrictEqual(['ImageRejected server', 'ImageApproved server']);
    expect(world.runner.started).toHaveLength(1);
  });
});

describe('an instance that can run nothing', () => {
  const nothing = (): void => {
    world.runner.offers = { unavailable: 'no user namespaces' };
  };
  const waiver = { test: 'boots', reason: 'needs a licence' };
  const notRun: Waiver = { ...waiver, outcome: 'not-run' };
  const judged = async (tests: readonly PlannedTest[], waivers: readonly Waiver[] = []): Promise<readonly string[]> => {
    const before = (await world.recorded()).length;
    await world.tell(...(await image.accepted(tests, waivers)));
    const verdicts = [
      ...(await world.facts<Verdict>('ImageApproved')),
      ...(await world.facts<Verdict>('ImageRejected')),
    ];
    const policy = await new Documents(world.content).write({ format: 1, waive: waivers });
    const given = verdicts.findLast((one) => one.policy === policy);
    const told = (await world.recorded()).slice(before).filter((line) => line.startsWith('Image'));
    return [...told, ...outcomes(given?.children ?? [])];
  };

  it('takes no approval back when the same is told again', async () => {
    await tellSound();
    nothing();
    expect(await judged([boots])).toStrictEqual(['structure passed', 'boots passed']);
  });

  it('judges what was answered elsewhere by another policy', async () => {
    await tellSound();
    nothing();
    const told = ['ImageApproved server', 'structure passed', 'boots passed'];
    expect(await judged([boots], [{ test: 'stops', reason: 'none' }])).toStrictEqual(told);
  });

  it('calls not run what is asked for the first time', async () => {
    await tellSound();
    nothing();
    await world.tell(...(await image.accepted([boots, bootTest('stops')])));
    expect(outcomes((await lastOf('ImageRejected')).children).slice(1)).toStrictEqual([
      'boots passed',
      'stops not-run',
    ]);
  });

  it('lets pass no failure as what was not run', async () => {
    world.runner.program = () => ({ exit: 1 });
    await tellSound();
    nothing();
    const told = ['ImageRejected server', 'structure passed', 'boots failed'];
    expect(await judged([boots], [notRun])).toStrictEqual(told);
  });

  it('lets pass a failure only as long as that is waived', async () => {
    world.runner.program = () => ({ exit: 1 });
    await world.tell(...(await image.accepted([boots], [waiver])), await image.built(1));
    nothing();
    expect(await judged([boots], [waiver])).toStrictEqual(['structure passed', 'boots waived']);
    expect(await judged([boots], [notRun])).toContain('boots failed');
  });
});

describe('a fault of the sandbox', () => {
  const breaks = () => {
    throw new TransientFault('sandbox-failed', 'no memory');
  };

  it('is tried again and says nothing of the image', async () => {
    world.runner.program = breaks;
    await expect(tellSound()).rejects.toMatchObject({ code: 'sandbox-failed' });
    expect(await world.recorded()).toStrictEqual(['TestPassed structure']);
    world.runner.program = () => ({ exit: 0 });
    await world.pass(AFTER_LEASE_MS);
    expect((await world.recorded()).slice(1)).toStrictEqual(['TestPassed boots', 'ImageApproved server']);
  });

  it('that stays is in the end a test that was not run', async () => {
    world.runner.program = breaks;
    await expect(tellSound()).rejects.toMatchObject({ code: 'sandbox-failed' });
    for (let attempt = 2; attempt < 5; attempt++) await expect(world.pass(AFTER_LEASE_MS)).rejects.toThrow('no memory');
    await world.pass(AFTER_LEASE_MS);
    const { children } = await lastOf('ImageRejected');
    expect(children[0]?.tests[1]).toMatchObject({ outcome: 'not-run', detail: 'sandbox-failed: no memory' });
  });
});
