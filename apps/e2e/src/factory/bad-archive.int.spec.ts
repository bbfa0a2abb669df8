import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { MiniPackage } from '@quench/testing';
import { FactoryWorld, helloDefinition, type Fact } from './factory-world.js';
import { Gateway } from './gateway.js';
import { helloPackage } from './hello-program.js';
import { waitFor } from './wait-for.js';

/** Longer than all waits of one story. */
const HANG_MS = 400_000;
const HOUR_MS = 3_600_000;
const SUITE = 'Debian/trixie';

let world: FactoryWorld;
let gateway: Gateway;
let minor = 0;

const nextRelease = (): MiniPackage => helloPackage(`1.${String((minor += 1))}-1`);
const publish = (): Promise<void> => world.archive.publish('trixie', { put: [nextRelease()] });
/** The newest release, once a channel of its own points at its image. */
const published = (): Promise<string> =>
  waitFor(`release 1.${String(minor)} to be published`, () => gateway.digest('hello', `1.${String(minor)}`));

/** The newest event of a subject once it is of this type. */
const newest = (subject: string, type: string): Promise<Fact> =>
  waitFor(`${subject} to come to ${type}`, async () => {
    const last = (await world.history(subject)).at(-1);
    return last?.type === type ? last : undefined;
  });

/** What `status` says of the archive. */
const trouble = async (): Promise<string | undefined> => {
  const { archives } = await world.quench.ask<{ archives: readonly { trouble: string }[] }>('status');
  return archives[0]?.trouble;
};

const whynot = async (release: string): Promise<unknown> =>
  (await world.quench.ask<readonly unknown[]>('whynot', release, 'hello'))[0];

beforeAll(async () => {
  world = await FactoryWorld.start([nextRelease()]);
  // What is wrong with an archive shows without running anything.
  const also = { channels: ['{{ version "hello-server" 2 }}', 'latest'] };
  await world.write('hello.yaml', helloDefinition('hello', also));
  gateway = await Gateway.of(world.up());
  await published();
}, HANG_MS);
afterAll(() => world.close());

describe('a signed index or what it vouches for', () => {
  it.each([
    ['forged', 'not-authentic', 'none of its 1 signatures is a good one by a trusted key'],
    ['truncated', 'not-authentic', 'it is not a clear-signed message'],
    ['flipped-index', 'digest-mismatch', '/main/binary-amd64/by-hash/SHA256/'],
    ['missing-index', 'malformed-response', 'which is not there'],
  ] as const)(
    'ships nothing while it is %s, and is taken once the archive behaves again',
    async (fault, code, detail) => {
      const before = await gateway.digest('hello');
      world.archive.misbehave(fault);
      await publish();
      const { data } = await newest(SUITE, 'watcher.ArchiveRejected.v1');
      expect(data).toMatchObject({ code, detail: expect.stringContaining(detail) });
      expect(await gateway.digest('hello')).toBe(before);
      world.archive.misbehave(undefined);
      await published();
    },
    HANG_MS,
  );

  it(
    'is refused when an older one is replayed',
    async () => {
      world.archive.misbehave('replayed');
      const { data } = await newest(SUITE, 'watcher.ArchiveRejected.v1');
      expect(data).toMatchObject({ code: 'not-authentic', detail: expect.stringContaining('it was replayed') });
      expect(await trouble()).toContain('rejected (not-authentic): ');
      world.archive.misbehave(undefined);
      await publish();
      await published();
      expect(await trouble()).toBe('');
    },
    HANG_MS,
  );

  it(
    'is stale once it has expired, which is told once',
    async () => {
      const before = await gateway.digest('hello');
      const asked = world.archive.requests.length;
      await world.archive.publish('trixie', { put: [nextRelease()], validUntil: new Date(Date.now() - HOUR_MS) });
      const { text } = await newest(SUITE, 'watcher.ArchiveStale.v1');
      expect(text).toContain('is stale: ');
      await waitFor('one more question', () => (world.archive.requests.length > asked + 2 ? true : undefined));
      const types = (await world.history(SUITE)).map(({ type }) => type);
      expect(types.filter((type) => type === 'watcher.ArchiveStale.v1')).toHaveLength(1);
      expect(await gateway.digest('hello')).toBe(before);
      await publish();
      await published();
    },
    HANG_MS,
  );
});

describe('a package', () => {
  it.each([
    ['flipped-pool', 'digest-mismatch', 'The bytes are sha256:'],
    ['missing-pool', 'package-missing', 'but the file is not there'],
  ] as const)(
    'ships nothing while the pool is such: %s',
    async (fault, code, detail) => {
      const before = await gateway.digest('hello');
      world.archive.misbehave(fault);
      await publish();
      const { data } = await newest('hello', 'builder.ResolutionFailed.v1');
      expect(data).toMatchObject({ code, detail: expect.stringContaining(detail) });
      expect(data['detail']).toContain(`1.${String(minor)}-1`);
      expect(await gateway.digest('hello')).toBe(before);
      expect(await whynot(`hello-server@1.${String(minor)}-1`)).toMatchObject({ stage: 'failed' });
      world.archive.misbehave(undefined);
      expect(await world.build('hello')).toMatchObject({ code: 0 });
      await published();
    },
    HANG_MS,
  );

  it(
    'that cannot be satisfied is told with the chain that leads there, until it is withdrawn',
    async () => {
      const { digest: before } = await world.image('hello');
      const last = helloPackage(`1.${String(minor)}-1`);
      const libgreet = { name: 'libgreet2', version: '2', fields: { Depends: 'libgone1 (>= 3)' } };
      const open = helloPackage('2.0-1', { fields: { Depends: 'libgreet2' } });
      await world.archive.publish('trixie', { put: [open, libgreet] });
      const { data } = await newest('hello', 'builder.ResolutionFailed.v1');
      expect(data).toMatchObject({ code: 'unsatisfiable', chain: ['hello-server', 'libgreet2', 'libgone1 (>= 3)'] });
      const answer = expect.stringContaining('hello-server needs libgreet2 needs libgone1 (>= 3)');
      expect(await whynot('hello-server')).toMatchObject({ stage: 'failed', answer });
      expect(await world.image('hello')).toMatchObject({ digest: before, problem: answer });
      await world.archive.publish('trixie', { put: [last], remove: ['libgreet2'] });
      await waitFor('the problem to be over', async () =>
        (await world.image('hello')).problem === '' ? true : undefined,
      );
      expect(await world.image('hello')).toMatchObject({ digest: before, verdict: 'approved' });
    },
    HANG_MS,
  );
});
