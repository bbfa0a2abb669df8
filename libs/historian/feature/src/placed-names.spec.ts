import { beforeEach, describe, expect, it } from '@jest/globals';
import { ARM, givenPlacedHistory, RUN, X64 } from './placed-history.fixture.js';

const { define, locked, moved, followed, why, everywhere, held, decided } = givenPlacedHistory();

/** One release at two places, which came to another platform by and by. */
const ALSO = { ...RUN, path: '/opt/run', name: 'also' };
/** Two lines with both places, and one with none. */
const LINES = ['one', 'two', 'three'].map((versionStream) => ({
  ...{ versionStream, variant: 'prod', packages: [], files: {}, env: {}, workdir: '/', channels: [], tests: [] },
  run: { entrypoint: [], cmd: [], user: 'nonroot', uid: 1, gid: 1, ports: [], stopSignal: 'SIGTERM' },
  ...(versionStream === 'three' ? {} : { places: [RUN, ALSO] }),
}));
const NAMES = ['run', 'also', 'run-x64', 'run-arm', X64, ARM, 'pkg:toy/RUN-ARM'];

describe('whichever name of a placed release is asked by, the answer is the same', () => {
  beforeEach(async () => {
    await define({ places: [RUN, ALSO] });
    // A platform that is new to a line is no change of packages.
    await locked(1, ['run-x64 2.0']);
    await followed(X64, '2.0', '2.1', '3.0');
    await followed(ARM, '2.0', '2.1', '3.0');
  });

  it.each(NAMES)('while it waits: %s', async (name) => {
    const said = await held('2.1');
    expect(await why(`${name}@2.1`)).toMatchObject({ stage: 'held', evidence: [{ id: said.id }] });
    expect(await why(name)).toMatchObject({ stage: 'held', evidence: [{ id: said.id }] });
  });

  it.each(NAMES)('while it waits, as the other place recorded it before it was known by two: %s', async (name) => {
    const said = await held('2.1', { place: 'also' });
    expect(await why(`${name}@2.1`)).toMatchObject({ stage: 'held', evidence: [{ id: said.id }] });
  });

  it.each(NAMES)('where it is handed out, or a newer one is: %s', async (name) => {
    await moved(1);
    expect(await why(`${name}@2.0`)).toMatchObject({ stage: 'published' });
    expect(await why(name)).toMatchObject({ stage: 'published' });
    await locked(2, ['run-x64 2.0 2.1', 'run-arm 2.0 2.1']);
    await moved(2);
    expect(await why(`${name}@2.0`)).toMatchObject({ stage: 'superseded' });
  });

  it.each(NAMES)('where no lock has it: %s', async (name) => {
    expect(await why(`${name}@2.1`)).toMatchObject({ stage: 'not-locked', answer: expect.stringContaining('listed') });
    expect(await why(`${name}@2.9`)).toMatchObject({ stage: 'not-offered' });
    expect(await why(`${name}@3.0`)).toMatchObject({ stage: 'out-of-range' });
  });

  it('of any image that places it, where no lock had that package', async () => {
    await held('2.1');
    expect(await everywhere('run-arm@2.1')).toMatchObject([{ image: 'run', stage: 'held' }]);
  });
});

describe('without an image', () => {
  it.each(NAMES)('every line that places it answers, by whatever name: %s', async (name) => {
    await define({ places: [], lines: LINES }, ['one', 'two', 'three']);
    await followed(X64, '2.0', '2.1');
    await followed(ARM, '2.0', '2.1');
    const answers = await everywhere(`${name}@2.1`);
    expect(answers.map(({ image, stage }) => `${image} ${stage}`)).toEqual([
      'run/one not-locked',
      'run/two not-locked',
    ]);
    expect(await everywhere(name)).toHaveLength(2);
  });

  it('an image that places it no more is not asked, and a name that nothing has is refused', async () => {
    await define({ places: [RUN] });
    await define({ places: [ALSO] });
    expect(await everywhere('also')).toHaveLength(1);
    await expect(everywhere('run')).rejects.toMatchObject({ code: 'unknown-to-history' });
    await expect(everywhere('pkg:deb/debian/also')).rejects.toMatchObject({ code: 'unknown-to-history' });
  });
});

it('a version that a person keeps out is told as such, although another one is held or was taken since', async () => {
  await define({});
  await locked(1, ['run-x64 2.0', 'run-arm 2.0']);
  await held('2.2');
  const rejected = await decided('Rejected', '2.2');
  await held('2.1');
  expect(await why('run-arm@2.2')).toMatchObject({ stage: 'kept-out', evidence: [{}, { id: rejected.id }] });
  await decided('Released', '2.1');
  await decided('Settled', '2.1');
  expect(await why('run-arm@2.2')).toMatchObject({ stage: 'kept-out' });
  await decided('Settled', '2.2');
  expect((await why('run-arm@2.2'))?.stage).not.toBe('kept-out');
});

it('a name with a scope is read as such', async () => {
  const scoped = 'pkg:toy/@org/run';
  await define({ places: [{ ...RUN, packages: { 'linux/amd64': scoped, 'linux/arm64': scoped } }] });
  await locked(1, ['@org/run 2.0']);
  await moved(1);
  for (const name of ['@org/run', 'run', scoped]) {
    expect(await why(`${name}@2.0`)).toMatchObject({ stage: 'published' });
    expect(await why(name)).toMatchObject({ stage: 'published' });
  }
});
