import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { FactoryWorld, helloDefinition } from './factory-world.js';
import { Gateway } from './gateway.js';
import { helloPackage } from './hello-program.js';
import { waitFor } from './wait-for.js';

/** Longer than all waits of one story. */
const HANG_MS = 400_000;
const IMAGES = ['hello-a', 'hello-b'];

let world: FactoryWorld;
let minor = 0;

const publish = async (): Promise<string> => {
  const version = `1.${String((minor += 1))}-1`;
  await world.archive.publish('trixie', { put: [helloPackage(version)] });
  return version;
};

beforeAll(async () => {
  world = await FactoryWorld.start([helloPackage('1.0-1')]);
  for (const image of IMAGES) await world.write(`${image}.yaml`, helloDefinition(image));
}, HANG_MS);
afterAll(() => world.close());

describe('an up that is killed', () => {
  it.each(['hello-b revision', 'gave manifest'])(
    'after "%s" leaves nothing that the next one does not finish, once',
    async (line) => {
      await publish();
      const up = world.up();
      await waitFor(`up to say "${line}"`, () => up.said().includes(line) || undefined);
      up.process.kill('SIGKILL');
      await up.ended;
      expect(await world.upOnce()).toMatchObject({ code: 0 });
    },
    HANG_MS,
  );

  it(
    'is followed by one that has nothing to do, and says so',
    async () => {
      const counts = async () =>
        (await Promise.all(IMAGES.map((image) => world.history(image)))).map(({ length }) => length);
      const before = await counts();
      const { code, err } = await world.upOnce();
      expect(code).toBe(0);
      expect(err).toContain('catalog unchanged');
      expect(await counts()).toStrictEqual(before);
    },
    HANG_MS,
  );
});

describe('an up that is stopped', () => {
  it(
    'in the middle of its work says so by its exit code, and the next one goes on',
    async () => {
      const version = await publish();
      const up = world.up();
      await waitFor('up to lock something', () => up.said().includes('hello-b revision') || undefined);
      up.process.kill('SIGTERM');
      const { code, err } = await up.ended;
      expect(err).toContain('stopping; once more to stop at once');
      expect(err).toContain('[stopped]');
      expect(code).toBe(143);
      expect(await world.upOnce()).toMatchObject({ code: 0 });
      const { packages } = await world.quench.json<{ packages: readonly object[] }>('image', 'lock', 'hello-b');
      expect(packages).toStrictEqual([expect.objectContaining({ name: 'hello-server', version })]);
    },
    HANG_MS,
  );

  it(
    'while it only watches ends well',
    async () => {
      const up = world.up();
      await waitFor('up to watch', () => up.said().includes('watching archives') || undefined);
      up.process.kill('SIGINT');
      const a = await up.ended;
      expect(a).toMatchObject({ code: 0 });
    },
    HANG_MS,
  );
});

describe('a second up on one data directory', () => {
  it(
    'says who holds it, and leaves; commands work beside the first',
    async () => {
      const up = world.up();
      const gateway = await Gateway.of(up);
      const { code, err } = await world.upOnce();
      expect(code).toBe(2);
      expect(err).toContain(`is in use by process ${String(up.process.pid)} (quench up) since `);
      expect(err).toContain('[data-directory-in-use]');
      const before = await gateway.digest('hello-a');
      await publish();
      expect(await world.build('hello-a')).toMatchObject({ code: 0 });
      expect(await gateway.digest('hello-a')).not.toBe(before);
      expect(up.process.exitCode).toBeNull();
    },
    HANG_MS,
  );
});

it(
  'has in the end every image approved, published once per revision, and nothing built or approved twice',
  async () => {
    for (const image of IMAGES) {
      expect(await world.image(image)).toMatchObject({ verdict: 'approved', problem: '', channels: ['latest'] });
      const facts = await world.history(image);
      for (const type of ['builder.LockResolved.v1', 'builder.ImageBuilt.v1', 'distributor.ChannelMoved.v1']) {
        const revisions = facts.filter((fact) => fact.type === type).map(({ data }) => data['revision']);
        expect([...new Set(revisions)]).toStrictEqual(revisions);
      }
      for (const type of ['tester.ImageApproved.v1', 'distributor.ImageSigned.v1']) {
        const indexes = facts.filter((fact) => fact.type === type).map(({ data }) => data['index']);
        expect([...new Set(indexes)]).toStrictEqual(indexes);
      }
      const last = facts.findLast(({ type }) => type === 'builder.LockResolved.v1');
      expect((await world.channel(`${image}:latest`)).revision).toBe(last?.data['revision']);
    }
  },
  HANG_MS,
);
