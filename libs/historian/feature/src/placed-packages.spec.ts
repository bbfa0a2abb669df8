import { beforeEach, expect, it } from '@jest/globals';
import { sha256 } from '@quench/kernel';
import { AT } from './history-world.fixture.js';
import { ARM, givenPlacedHistory, X64 } from './placed-history.fixture.js';

const { behind, decided, define, locked, followed, listOf, moved, tell, why, held, delayed } = givenPlacedHistory();

beforeEach(async () => {
  await define({});
  await locked(1, ['run-x64 2.0', 'run-arm 2.0']);
});

it('a release waits for the platforms that lack it, until their registries list it, too', async () => {
  await followed(X64, '1.0', '2.0', '2.1');
  const told = await followed(ARM, '1.0', '2.0');
  expect(await why('run-x64@2.1')).toMatchObject({
    ...{ stage: 'platform-missing', answer: 'linux/arm64 lacks it: pkg:toy/run-arm has 2.0' },
    evidence: [{ id: told.id }],
  });
  const news = { purl: `${ARM}@2.1`, list: await listOf(ARM, ['1.0', '2.0', '2.1']) };
  await tell('watcher.ReleaseDiscovered.v1', news);
  expect(await why(`${X64}@2.1`)).toMatchObject({ stage: 'not-locked' });
});

it('a release is not offered, or out of what the line takes, by the list of its own registry', async () => {
  await followed(X64, '2.0', '3.0');
  await followed(ARM, '2.0');
  expect(await why('run-x64@2.9')).toMatchObject({ stage: 'not-offered' });
  expect(await why('run-x64@3.0')).toMatchObject({ stage: 'out-of-range' });
  expect(await why('run-x64@newest')).toMatchObject({ stage: 'not-offered' });
});

it('nothing is said of registries that were not asked yet, or whose list is gone', async () => {
  await followed(X64, '2.0', '2.1');
  expect(await why(`${X64}@2.1`)).toMatchObject({ stage: 'not-locked', answer: expect.stringContaining('no lock') });
  await tell('watcher.PackageFollowed.v1', { purl: ARM, releases: 1, list: sha256('gone') });
  expect(await why(`${X64}@2.1`)).toMatchObject({ stage: 'not-locked', answer: expect.stringContaining('no lock') });
});

it('what keeps a release out is what the builder recorded, by the name of the place and of each package', async () => {
  await followed(X64, '2.0', '2.1');
  await followed(ARM, '2.0', '2.1');
  expect(await why('run-x64@2.1')).toMatchObject({ stage: 'not-locked' });
  const said = await held('2.1');
  for (const name of ['run', 'run-x64', 'run-arm', X64]) {
    expect(await why(`${name}@2.1`)).toMatchObject({
      stage: 'held',
      evidence: [{ id: said.id }],
      answer: expect.stringMatching(/held by hold: package run: .* see: quench hold show run run$/),
    });
  }
});

it('of a release below the one that waits it is told which one does', async () => {
  await followed(X64, '2.0', '2.1', '2.2');
  const list = await followed(ARM, '2.0', '2.1', '2.2');
  const said = await delayed('2.2', AT);
  expect(await why('run-x64@2.2')).toMatchObject({ stage: 'delayed' });
  expect(await why('run-x64@2.1')).toMatchObject({
    ...{ stage: 'not-locked', answer: expect.stringContaining('to 2.2 waits until') },
    evidence: [{}, { id: list.id }, { id: said.id }],
  });
});

it('an image is behind a release that a person keeps out, also once an older one that waited below it was taken', async () => {
  await moved(1);
  await held('2.3');
  await decided('Rejected', '2.3');
  await held('2.2');
  await decided('Released', '2.2');
  await locked(2, ['run-x64 2.0 2.2', 'run-arm 2.0 2.2']);
  await moved(2);
  await decided('Settled', '2.2');
  const kept = { has: '2.2', newest: '2.3', versions: 1, because: 'kept-out' };
  expect(await behind()).toMatchObject([
    { name: 'run-arm', ...kept },
    { name: 'run-x64', ...kept },
  ]);
});
