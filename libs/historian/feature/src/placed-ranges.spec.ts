import { beforeEach, describe, expect, it } from '@jest/globals';
import { ARM, givenPlacedHistory, RUN, X64 } from './placed-history.fixture.js';

const { define, locked, moved, followed, why, everywhere, held, decided } = givenPlacedHistory();
const NEXT = { ...RUN, path: '/next', name: 'next', version: '3' };
const VERSIONS = ['1.0', '2.0', '2.1', '3.0', '3.1', '4.0'];

beforeEach(async () => {
  await followed(X64, ...VERSIONS);
  await followed(ARM, ...VERSIONS);
});

describe('of a package that a line takes by two ranges', () => {
  beforeEach(async () => {
    await define({ places: [RUN, NEXT] });
    await locked(1, ['run-x64 2.0', 'run-arm 2.0', 'run-x64 3.0', 'run-arm 3.0']);
    await moved(1);
  });

  it.each(['2.1', '3.1'])('a release of either is told of by its own: %s', async (version) => {
    for (const name of ['run-x64', 'run-arm', X64, ARM]) {
      expect(await why(`${name}@${version}`)).toMatchObject({
        ...{ stage: 'not-locked', answer: expect.stringContaining(`${version} is listed`) },
      });
    }
  });

  it('what one place has is handed out, whatever the other one took since', async () => {
    await locked(2, ['run-x64 3.0 3.1', 'run-arm 3.0 3.1']);
    await moved(2);
    expect(await why('run-x64@2.0')).toMatchObject({ stage: 'published' });
    expect(await why('run-x64@3.1')).toMatchObject({ stage: 'published' });
    expect(await why('run-x64@3.0')).toMatchObject({
      ...{ stage: 'superseded', answer: expect.stringContaining('run-x64 3.1 took its place') },
    });
    expect(await why('run-x64@2.1')).toMatchObject({ stage: 'not-locked' });
  });

  it('a version that none takes is said to be out of all of them, or of the one of the place', async () => {
    for (const version of ['1.0', '4.0']) {
      expect(await why(`run-arm@${version}`)).toMatchObject({
        ...{ stage: 'out-of-range', answer: 'run takes releases that are "2" or "3"' },
      });
    }
    expect(await why('next@2.1')).toMatchObject({
      ...{ stage: 'out-of-range', answer: 'run takes releases that are "3"' },
    });
  });

  it('what waits at one place says nothing of the other', async () => {
    const said = await held('2.1');
    await held('3.1', { place: 'next', range: '3' });
    await decided('Released', '3.1', 'next');
    await decided('Settled', '3.1', 'next');
    expect(await why('run-x64@3.1')).not.toMatchObject({ stage: 'held' });
    expect(await why('run-x64@2.1')).toMatchObject({ stage: 'held', evidence: [{ id: said.id }] });
    expect(await why('run-x64')).toMatchObject({ stage: 'held', evidence: [{ id: said.id }] });
    expect(await why('next')).not.toMatchObject({ stage: 'held' });
  });
});

it('of ranges that overlap, a version counts as there while one place has it', async () => {
  await define({ places: [RUN, { ...NEXT, version: '*' }] });
  await locked(1, ['run-x64 2.0', 'run-arm 2.0', 'run-x64 3.0', 'run-arm 3.0']);
  await locked(2, ['run-x64 3.0 3.1', 'run-arm 3.0 3.1']);
  await moved(2);
  expect(await why('run-x64@2.0')).toMatchObject({ stage: 'published' });
  expect(await why('run-x64@3.1')).toMatchObject({ stage: 'published' });
  await held('2.1');
  expect(await why('run-arm@2.1')).toMatchObject({ stage: 'held' });
  await locked(3, ['run-x64 2.0 2.1', 'run-arm 2.0 2.1']);
  await moved(3);
  expect((await why('run-x64@2.0'))?.stage).toBe('superseded');
});

it('of two streams that take a package, each is told of by its own range', async () => {
  const named = { variant: 'prod', packages: [], files: {}, env: {}, workdir: '/', channels: [], tests: [] };
  const run = { entrypoint: [], cmd: [], user: 'nonroot', uid: 1, gid: 1, ports: [], stopSignal: 'SIGTERM' } as const;
  const lines = [
    { ...named, run, versionStream: 'two', places: [RUN] },
    { ...named, run, versionStream: 'three', places: [{ ...RUN, version: '3' }] },
  ];
  await define({ lines }, ['two', 'three']);
  await locked(1, ['run-x64 2.0', 'run-arm 2.0'], 'two');
  await locked(2, ['run-x64 3.0', 'run-arm 3.0'], 'three');
  await held('3.1', { range: '3', versionStream: 'three' });
  expect(await everywhere('run-arm@3.1')).toMatchObject([
    { image: 'run/three', stage: 'held' },
    { image: 'run/two', stage: 'out-of-range', answer: 'run/two takes releases that are "2"' },
  ]);
  expect(await everywhere('run-x64@4.0')).toMatchObject([
    { image: 'run/three', answer: 'run/three takes releases that are "3"' },
    { image: 'run/two', answer: 'run/two takes releases that are "2"' },
  ]);
});
