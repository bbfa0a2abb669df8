import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { lineParts } from '@quench/contracts';
import { sha256 } from '@quench/kernel';
import { History } from './history.handler.js';
import { HistoryWorld } from './history-world.fixture.js';
import { DiffImage } from './image-diff.handler.js';
import { AskWhyNot } from './why-not.handler.js';
import { Why } from './why.handler.js';

const OLD = { versionStream: '22', variant: 'prod' };
const YOUNG = { versionStream: '24', variant: 'prod' };
const DEV = { versionStream: '24', variant: 'dev' };
const END = { endOfLife: '2027-04-30' };
const changed = (name: string, to: string) => ({
  changes: [{ kind: 'updated', name, from: '0', to, fixed: [], lost: [] }],
});

let world: HistoryWorld;

const define = (lines: readonly object[]) =>
  world.tell('builder.DefinitionAccepted.v1', {
    ...{ image: 'nodejs', edition: 1, distribution: 'debian/trixie', definition: sha256(JSON.stringify(lines)) },
    ...{ policy: sha256('policy'), pockets: ['release'], platforms: ['linux/amd64'], archives: [], lines },
  });
const moved = (line: typeof OLD, tag: string, revision: number) =>
  world.tell('distributor.ChannelMoved.v1', {
    ...{ repository: 'nodejs', tag, to: sha256(`${tag} ${String(revision)}`), revision, publication: 'x' },
    ...lineParts(line),
  });
const built = (line: typeof OLD, revision: number, name: string) =>
  world.tell('builder.ImageBuilt.v1', {
    ...{ image: 'nodejs', ...line, revision, index: sha256(name), platforms: [], sizeBytes: 1 },
  });
const texts = async (subject: string) =>
  (await world.ask(new History(subject))).map(({ type, data }) => {
    const { versionStream, variant, tag, revision } = data as Record<string, unknown>;
    return [type.split('.')[1], versionStream, variant, tag, revision].filter((part) => part !== undefined).join(' ');
  });

beforeEach(async () => {
  world = await HistoryWorld.open();
  await define([{ ...OLD, ...END }, YOUNG, DEV]);
  await world.locked('nodejs', 1, { ...OLD, ...changed('libx', '1') });
  await world.locked('nodejs', 1, { ...YOUNG, ...changed('libx', '1') });
  await world.locked('nodejs', 1, { ...DEV, ...changed('bash', '5') });
  await built(OLD, 1, '22 1');
  await built(YOUNG, 1, 'latest 1');
  await moved(OLD, '22', 1);
  await moved(YOUNG, 'latest', 1);
});
afterEach(() => world.close());

describe('a line', () => {
  it('has a history of its own, with what is of its whole image', async () => {
    expect([...(await texts('nodejs/24'))].sort()).toEqual([
      'ChannelMoved 24 latest 1',
      'DefinitionAccepted',
      'ImageBuilt 24 prod 1',
      'LockResolved 24 prod 1',
    ]);
    expect(await texts('nodejs/24/dev')).toEqual(['DefinitionAccepted', 'LockResolved 24 dev 1']);
    expect(await texts('nodejs')).toHaveLength(8);
  });

  it('has what happened to a channel while it followed it', async () => {
    await world.tell('distributor.ChannelFrozen.v1', { repository: 'nodejs', tag: '22', reason: 'x' });
    await world.tell('distributor.ChannelThawed.v1', { repository: 'nodejs', tag: '22', ...lineParts(OLD) });
    await moved(YOUNG, '22', 1);
    await world.tell('distributor.ChannelFrozen.v1', { repository: 'nodejs', tag: '22', reason: 'y' });
    const of = async (name: string) =>
      (await texts(name)).filter((text) => text.includes(' 22') && text.startsWith('Channel'));
    expect(await of('nodejs/22')).toEqual(['ChannelMoved 22 22 1', 'ChannelFrozen 22', 'ChannelThawed 22 22']);
    expect(await of('nodejs/24')).toEqual(['ChannelMoved 24 22 1', 'ChannelFrozen 22']);
  });

  it('that its image never had is refused with those that it has, and several with all of them', async () => {
    await expect(world.ask(new History('nodejs/42'))).rejects.toMatchObject({
      code: 'unknown-to-history',
      message: 'nodejs never had a line "nodejs/42". Its lines: nodejs/22, nodejs/24, nodejs/24/dev',
    });
    await world.locked('nodejs', 1, { versionStream: '22', variant: 'dev' });
    await expect(world.ask(new Why('nodejs/dev'))).rejects.toMatchObject({ code: 'line-ambiguous' });
  });

  it('tells why it is where it is; of an image, what is wrong with one of its lines comes first', async () => {
    const failed = { image: 'nodejs', ...DEV, definition: sha256('x'), snapshots: [], chain: [] };
    await world.tell('builder.ResolutionFailed.v1', { ...failed, code: 'unsatisfiable', detail: 'no bash' });
    const why = async (name: string) => (await world.ask(new Why(name))).event.type;
    expect(await why('nodejs/24')).toBe('distributor.ChannelMoved.v1');
    expect(await why('nodejs/24/dev')).toBe('builder.ResolutionFailed.v1');
    expect(await why('nodejs')).toBe('builder.ResolutionFailed.v1');
  });

  it('differs between its own revisions', async () => {
    await world.locked('nodejs', 2, { ...YOUNG, ...changed('libx', '2') });
    expect(await world.ask(new DiffImage('nodejs/24', undefined, undefined))).toMatchObject({
      ...{ image: 'nodejs/24', from: 1, to: 2, changes: [{ name: 'libx', to: '2' }] },
    });
    await expect(world.ask(new DiffImage('nodejs', undefined, undefined))).rejects.toMatchObject({
      code: 'line-ambiguous',
    });
  });
});

describe('what keeps a release out', () => {
  const ask = async (release: string, image?: string) =>
    (await world.ask(new AskWhyNot(release, image))).map((one) => [one.image, one.stage]);

  beforeEach(() =>
    world.taken({
      added: [
        { name: 'libx', to: '2' },
        { name: 'bash', to: '5' },
        { name: 'curl', to: '8' },
      ],
    }),
  );

  it('is told of each line that ever had the package, or of all lines of an image', async () => {
    expect(await ask('libx')).toEqual([
      ['nodejs/22', 'published'],
      ['nodejs/24', 'published'],
    ]);
    expect(await ask('libx', 'nodejs')).toEqual([
      ['nodejs/22', 'published'],
      ['nodejs/24', 'published'],
      ['nodejs/24/dev', 'not-locked'],
    ]);
    expect(await ask('bash', 'nodejs/24/dev')).toEqual([['nodejs/24/dev', 'not-built']]);
  });

  it('is the end of a version stream, until its last day is moved', async () => {
    const ended = { image: 'nodejs', versionStream: '22', variants: ['prod'], ...END, replacement: '24' };
    await world.tell('builder.VersionStreamEnded.v1', ended);
    expect(await world.ask(new AskWhyNot('curl', 'nodejs/22'))).toMatchObject([
      { stage: 'ended', answer: expect.stringContaining('nodejs/22 ended on 2027-04-30, use nodejs/24') },
    ]);
    expect(await ask('curl', 'nodejs/24')).toEqual([['nodejs/24', 'not-locked']]);
    await define([{ ...OLD, endOfLife: '2028-04-30' }, YOUNG, DEV]);
    expect(await ask('curl', 'nodejs/22')).toEqual([['nodejs/22', 'not-locked']]);
  });
});
