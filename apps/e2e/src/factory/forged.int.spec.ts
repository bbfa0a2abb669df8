import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { generateArchiveKey, MiniArchive } from '@quench/testing';
import { FactoryWorld, helloDefinition, type Fact } from './factory-world.js';
import { Forger } from './forger.js';
import { Gateway } from './gateway.js';
import { helloPackage, incompletePackage } from './hello-program.js';
import { waitFor } from './wait-for.js';

/** Longer than all waits of one story. */
const HANG_MS = 400_000;
const SUITE = 'Debian/trixie';
const REFUSED = 'distributor.PublicationRefused.v1';

let world: FactoryWorld;
let forger: Forger;
let gateway: Gateway;
let first: string;

const newest = async (subject: string, type: string): Promise<Fact> => {
  const found = (await world.history(subject)).findLast((fact) => fact.type === type);
  if (found === undefined) throw new Error(`the history of ${subject} has no ${type}`);
  return found;
};
/** The refusal to publish an index, once it is told. */
const refusal = (code: string, index: unknown): Promise<Fact> =>
  waitFor(`the refusal ${code}`, async () => {
    const found = await newest('hello', REFUSED);
    return found.data['code'] === code && found.data['index'] === index ? found : undefined;
  });
const moves = async (): Promise<number> =>
  (await world.quench.ask<unknown[]>('channel', 'history', 'hello:latest')).length;

/**
 * Reports a snapshot while the archive is away: asked again, the watcher would put the genuine snapshot in its place,
 * perhaps before the builder has looked at this one.
 */
const report = async (data: object): Promise<void> => {
  world.archive.misbehave('unavailable');
  await forger.record(`watcher.archive/${SUITE}`, 'watcher.ArchiveSnapshotTaken.v1', data);
};
/** The archive is back with another release, which is locked. */
const believedAgain = async (version: string): Promise<void> => {
  world.archive.misbehave(undefined);
  await world.archive.publish('trixie', { put: [helloPackage(version)] });
  await waitFor('the archive to be believed again', async () =>
    (await world.image('hello')).problem === '' ? true : undefined,
  );
};

beforeAll(async () => {
  world = await FactoryWorld.start([helloPackage('1.0-1')]);
  await world.write('hello.yaml', helloDefinition());
  gateway = await Gateway.of(world.up());
  first = await waitFor('the first image', () => gateway.digest('hello'));
  forger = await Forger.open(world.quench.data);
  await world.archive.publish('trixie', { put: [incompletePackage('1.1-1')] });
  await waitFor('the verdict on the next release', async () =>
    (await world.image('hello')).verdict === 'rejected' ? true : undefined,
  );
}, HANG_MS);
afterAll(async () => {
  await forger.close();
  await world.close();
});

describe('an approval that the tester did not give', () => {
  it(
    'publishes nothing when it names the verdict that the tester signed',
    async () => {
      const { data } = await newest('hello', 'tester.ImageRejected.v1');
      await forger.record(`tester.verdict/hello/${String(data['index'])}`, 'tester.ImageApproved.v1', data);
      const { text } = await refusal('verdict-not-passed', data['index']);
      expect(text).toContain('The signed verdict is FAILED');
      expect(await gateway.digest('hello')).toBe(first);
    },
    HANG_MS,
  );

  it(
    'publishes nothing when it is signed by a key that was introduced as the tester’s',
    async () => {
      const { keyId, pem } = forger.signers.tester.publicKey;
      const introduced = { keyId, publicKey: pem, algorithm: 'ecdsa-p256-sha256' };
      await forger.record(`tester.key/${keyId}`, 'tester.KeyIntroduced.v1', introduced);
      const { data } = await newest('hello', 'tester.ImageRejected.v1');
      const statement = await forger.resigned('tester', data['statement'], (verdict) => {
        const result = verdict.predicate as {
          readonly passedTests: readonly string[];
          readonly failedTests: readonly string[];
        };
        const passedTests = [...result.passedTests, ...result.failedTests];
        return { ...verdict, predicate: { ...result, result: 'PASSED', passedTests, failedTests: [] } };
      });
      const forged = { ...data, statement };
      await forger.record(`tester.verdict/hello/${String(data['index'])}`, 'tester.ImageApproved.v1', forged);
      const { text } = await refusal('signature-invalid', data['index']);
      expect(text).toContain(`${statement} is not signed by a trusted key of tester`);
      expect(await gateway.digest('hello')).toBe(first);
    },
    HANG_MS,
  );
});

it(
  'publishes nothing when the provenance is not signed by the builder',
  async () => {
    const before = await moves();
    await world.archive.publish('trixie', { put: [helloPackage('1.2-1')] });
    await waitFor('the good release', async () => ((await gateway.digest('hello')) === first ? undefined : true));
    const { data } = await newest('hello', 'builder.ImageBuilt.v1');
    const [platform] = data['platforms'] as readonly { readonly provenance: string }[];
    const provenance = await forger.resigned('builder', platform?.provenance);
    const forged = { ...data, platforms: [{ ...platform, provenance }] };
    await forger.record('builder.lock/hello/default/prod', 'builder.ImageBuilt.v1', forged);
    const { text } = await refusal('signature-invalid', data['index']);
    expect(text).toContain(`${provenance} is not signed by a trusted key of builder`);
    expect(await moves()).toBe(before + 1);
  },
  HANG_MS,
);

it(
  'locks nothing from a snapshot that the archive did not sign',
  async () => {
    const lock = (await world.quench.ask<{ revision: number }>('image', 'lock', 'hello')).revision;
    const other = await MiniArchive.start({ key: await generateArchiveKey() });
    const bytes = async (path: string): Promise<string> => {
      const answer = await fetch(`${other.base()}dists/trixie/${path}`);
      return forger.keep(Buffer.from(await answer.arrayBuffer()));
    };
    await other.publish('trixie', { put: [helloPackage('6.6-6')] });
    const { data } = await newest(SUITE, 'watcher.ArchiveSnapshotTaken.v1');
    const [index] = data['indexes'] as readonly object[];
    const indexes = [{ ...index, digest: await bytes('main/binary-amd64/Packages.xz') }];
    const forged = { ...data, signed: await bytes('InRelease'), indexes };
    await other.close();
    await report(forged);
    const { text } = await waitFor('the forged snapshot to be refused', () =>
      newest('hello', 'builder.ResolutionFailed.v1'),
    );
    expect(text).toContain('(not-authentic)');
    expect((await world.quench.ask<{ revision: number }>('image', 'lock', 'hello')).revision).toBe(lock);
    await believedAgain('1.3-1');
  },
  HANG_MS,
);

it(
  'locks nothing from an older snapshot that the archive did sign',
  async () => {
    const { revision } = await world.quench.ask<{ revision: number }>('image', 'lock', 'hello');
    const taken = (await world.history(SUITE)).filter(({ type }) => type === 'watcher.ArchiveSnapshotTaken.v1');
    await report(taken[0]?.data ?? {});
    await waitFor('the replayed snapshot to be refused', async () => {
      const { text } = await newest('hello', 'builder.ResolutionFailed.v1');
      return text.includes('(snapshot-went-back)') ? true : undefined;
    });
    expect((await world.quench.ask<{ revision: number }>('image', 'lock', 'hello')).revision).toBe(revision);
    await believedAgain('1.3-2');
  },
  HANG_MS,
);

it(
  'does not move a channel to an image whose bytes are no longer what they were',
  async () => {
    await world.quench.json('channel', 'freeze', 'hello:latest', '--reason', 'looking');
    const at = await gateway.digest('hello');
    await world.archive.publish('trixie', { put: [helloPackage('1.4-1')] });
    const index = await waitFor('the next release to be approved', async () => {
      const { digest, verdict } = await world.image('hello');
      return digest !== at && verdict === 'approved' ? digest : undefined;
    });
    await waitFor('its attestations', () => newest(index, 'distributor.ImageAttested.v1'));
    await forger.swap((await gateway.layers('hello', index)).at(-1) ?? '');
    await world.quench.json('channel', 'thaw', 'hello:latest');
    const { text } = await refusal('blob-mismatch', index);
    expect(text).toContain('The content store holds sha256:');
    expect(await gateway.digest('hello')).toBe(at);
  },
  HANG_MS,
);
