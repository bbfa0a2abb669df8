import 'reflect-metadata';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { INestApplicationContext } from '@nestjs/common';
import type { PlannedTest, TestNotRun, Verdict } from '@quench/contracts';
import { bootTest, TesterWorld, type TestedImage } from '@quench/testing';
import { TesterModule } from '../tester.module.js';
import { VerdictResync } from './verdict.resync.js';

const AMD64 = 'linux/amd64';
const ARM64 = 'linux/arm64';
const platforms = [AMD64, ARM64];
const boots = bootTest('boots');
const hostThat = (emulates: readonly string[], emulatesAll = true) => ({
  ...{ name: 'bwrap/owners', realOwners: true, limits: ['rlimit'], emulates, emulatesAll },
});

let world: TesterWorld;
let app: INestApplicationContext;
let image: TestedImage;

beforeEach(async () => {
  world = new TesterWorld();
  app = await world.open(TesterModule);
  image = world.image('server');
});
afterEach(() => app.close());

const verdicts = async (kind: 'ImageApproved' | 'ImageRejected'): Promise<readonly (readonly string[])[]> =>
  (await world.facts<Verdict>(kind)).map(({ children }) =>
    children.flatMap(({ platform, tests }) => tests.map(({ name, outcome }) => `${platform} ${name} ${outcome}`)),
  );
const AMD64_WELL = [`${AMD64} structure passed`, `${AMD64} boots passed`];
const SAYS_WHAT_AND_WHY =
  /^expected exit code 0, but the program ended with exit code 1; an emulated program can start/;
const resync = async (): Promise<void> => {
  await app.get(VerdictResync).run();
  await world.settle();
};

describe('an image for two platforms', () => {
  it('is asked everything for each, with the more time that emulated programs need', async () => {
    world.runner.offers = hostThat([ARM64]);
    await world.tell(...(await image.accepted([boots])), await image.built(1, { platforms }));
    expect(await verdicts('ImageApproved')).toEqual([
      [...AMD64_WELL, `${ARM64} structure passed`, `${ARM64} boots passed`],
    ]);
    expect(world.runner.started.map(({ platform, limits }) => [platform, limits.timeoutMs])).toEqual([
      [AMD64, 1_000],
      [ARM64, 5_000],
    ]);
  });

  it('is rejected where nothing runs the programs of one of them, and looked at for its structure all the same', async () => {
    world.runner.offers = hostThat([]);
    await world.tell(...(await image.accepted([boots])), await image.built(1, { platforms }));
    expect(await verdicts('ImageRejected')).toEqual([
      [...AMD64_WELL, `${ARM64} structure passed`, `${ARM64} boots not-run`],
    ]);
  });

  it('is approved without that where its policy waives what did not run there, and asked when it can be', async () => {
    world.runner.offers = hostThat([]);
    const waiver = { test: 'boots', reason: 'no emulator everywhere', platform: ARM64, outcome: 'not-run' } as const;
    await world.tell(...(await image.accepted([boots], [waiver])), await image.built(1, { platforms }));
    const waived = [...AMD64_WELL, `${ARM64} structure passed`, `${ARM64} boots waived`];
    expect(await verdicts('ImageApproved')).toEqual([waived]);
    await resync();
    expect(await verdicts('ImageApproved')).toHaveLength(1);
    world.runner.offers = hostThat([ARM64]);
    world.runner.program = () => ({ exit: 1 });
    await resync();
    expect(await verdicts('ImageRejected')).toEqual([[...waived.slice(0, 3), `${ARM64} boots failed`]]);
  });

  it('is not failed by a kernel on which emulated programs start no others, and asked again by one on which they do', async () => {
    world.runner.offers = hostThat([ARM64], false);
    world.runner.program = ({ platform }) => ({ exit: platform === ARM64 ? 1 : 0 });
    await world.tell(...(await image.accepted([boots])), await image.built(1, { platforms }));
    const rejected = [...AMD64_WELL, `${ARM64} structure passed`, `${ARM64} boots not-run`];
    expect(await verdicts('ImageRejected')).toEqual([rejected]);
    const [told] = await world.facts<TestNotRun>('TestNotRun');
    expect(told).toMatchObject({ environment: 'qemu/owners', reason: expect.stringMatching(SAYS_WHAT_AND_WHY) });
    world.runner.offers = hostThat([ARM64]);
    await resync();
    expect(await verdicts('ImageRejected')).toEqual([rejected, [...rejected.slice(0, 3), `${ARM64} boots failed`]]);
  });

  it('is failed on such a kernel by what prepares, which is not emulated', async () => {
    world.runner.offers = hostThat([ARM64], false);
    world.runner.program = ({ argv }) => ({ exit: argv[0] === '/usr/bin/fill' ? 3 : 0 });
    const prepares = { ...boots, spec: { ...boots.spec, prepare: ['/usr/bin/fill'] } } as PlannedTest;
    await world.tell(...(await image.accepted([prepares])), await image.built(1, { platforms: [ARM64] }));
    expect(await verdicts('ImageRejected')).toEqual([[`${ARM64} structure passed`, `${ARM64} boots failed`]]);
  });

  it('passes on such a kernel what passes there', async () => {
    world.runner.offers = hostThat([ARM64], false);
    await world.tell(...(await image.accepted([boots])), await image.built(1, { platforms }));
    expect(await verdicts('ImageApproved')).toHaveLength(1);
  });
});
