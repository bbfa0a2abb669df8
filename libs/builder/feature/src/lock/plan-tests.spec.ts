import 'reflect-metadata';
import { describe, expect, it } from '@jest/globals';
import type { TestPlan, TestPlanLocked } from '@quench/contracts';
import { Documents } from '@quench/ports';
import { givenBuilder } from '../builder-world.fixture.js';

const builder = givenBuilder();

const releases = [
  { name: 'nginx', version: '1.10.0', depends: ['setup', 'zlib'] },
  ...['zlib', 'setup', 'bubblewrap', 'busybox'].map((name) => ({ name, version: '1.0' })),
];
const run = { entrypoint: ['/usr/sbin/nginx'] };
const report = async (): Promise<void> => {
  builder.world.publish(releases);
  await builder.world.report();
};
const plans = (): Promise<readonly TestPlanLocked[]> => builder.world.facts('TestPlanLocked');
const planOf = async (at: number): Promise<TestPlan> =>
  new Documents(builder.world.content).read((await plans())[at]?.plan ?? '');
const names = (packages: readonly { readonly name: string }[] | undefined) => packages?.map(({ name }) => name);

describe('a test plan', () => {
  it('is locked with what each test mounts, held, and with nothing to run on where nothing runs', async () => {
    await builder.apply({ nginx: { tests: [{ structure: { packages: ['busybox'] } }] } });
    await report();
    expect(await plans()).toMatchObject([{ image: 'nginx', tests: 1, waived: [] }]);
    const { tests, runner } = await planOf(0);
    expect(names(tests[0]?.mounts)).toStrictEqual(['busybox']);
    expect(runner).toStrictEqual([]);
    expect(await builder.world.content.stat(tests[0]?.mounts[0]?.sha256 as `sha256:${string}`)).toBeDefined();
  });

  it('has what images do without where a test names it, and not for the sake of another', async () => {
    const tests = ['nginx', 'setup'].map((name) => ({
      structure: { name, packages: ['nginx', ...(name === 'setup' ? [name] : [])] },
    }));
    await builder.apply({ nginx: { tests } });
    await report();
    const { tests: planned } = await planOf(0);
    expect(planned.map(({ mounts }) => [...(names(mounts) ?? [])].sort())).toEqual([
      ['nginx', 'zlib'],
      ['nginx', 'setup', 'zlib'],
    ]);
  });

  it('is locked with the packages of the sandbox as soon as something runs', async () => {
    await builder.apply({ nginx: { run, tests: [{ boot: { args: ['-t'], expect: { exit: 0 } } }] } });
    await report();
    expect(names((await planOf(0)).runner)).toStrictEqual(['bubblewrap']);
  });

  it('is locked with an emulator where something runs for another platform, if the archive has one', async () => {
    const tests = [{ boot: { args: ['-t'], expect: { exit: 0 } } }];
    const platforms = ['linux/amd64', 'linux/arm64'];
    await builder.apply({
      nginx: { run, tests, platforms },
      web: { packages: ['nginx'], platforms },
      own: { run, tests, packages: ['nginx'] },
    });
    builder.world.publish(releases);
    await builder.world.report(undefined, platforms);
    builder.world.publish([...releases, { name: 'qemu-user-static', version: '1.0' }]);
    await builder.world.report(undefined, platforms);
    const found = (await plans()).map(async ({ image }, at) => [image, names((await planOf(at)).emulator)]);
    const all = (await Promise.all(found)).sort((a, b) => (String(a) < String(b) ? -1 : 1));
    expect(all).toEqual([
      ['nginx', undefined],
      ['nginx', ['qemu-user-static']],
      ['own', undefined],
      ['web', undefined],
    ]);
  });

  it('is locked after the lock, for each definition, also when it asks the same, and not twice', async () => {
    await builder.apply({ nginx: {} });
    await report();
    await report();
    const told = (await builder.world.recorded()).filter((name) => /^(LockResolved|TestPlanLocked)$/.test(name));
    expect(told).toStrictEqual(['LockResolved', 'TestPlanLocked']);
    const tests = [{ structure: { name: 'small', maxBytes: 1 } }];
    await builder.apply({ nginx: { tests, policy: { waive: [{ test: 'small', reason: 'not yet' }] } } });
    expect(await plans()).toMatchObject([{ waived: [] }, { waived: ['small'] }]);
    await builder.apply({ nginx: { tests, policy: { waive: [{ test: 'small', reason: 'still not' }] } } });
    const [, before, after] = await plans();
    expect([after?.plan === before?.plan, after?.definition === before?.definition]).toStrictEqual([true, false]);
  });

  it('of an image that came back is locked again', async () => {
    await builder.apply({ nginx: {}, web: { packages: ['nginx'] } });
    await report();
    await builder.apply({ nginx: {} });
    await builder.apply({ nginx: {}, web: { packages: ['nginx'] } });
    expect((await plans()).map(({ image }) => image)).toStrictEqual(['nginx', 'web', 'web']);
  });
});
