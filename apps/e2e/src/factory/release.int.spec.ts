import { afterAll, beforeAll, expect } from '@jest/globals';
import { whenInstalled } from '@quench/testing';
import { FactoryWorld, helloDefinition } from './factory-world.js';
import { Gateway } from './gateway.js';
import { changelogOf, helloPackage, helloProgram } from './hello-program.js';
import { sandboxPackage } from './sandbox-package.js';
import { waitFor } from './wait-for.js';

/** Longer than all waits of one story. */
const HANG_MS = 400_000;
const FIRST = ['1.0-1', 'Closes CVE-2026-1000.'] as const;
const original = {
  version: '1.0-1',
  changelog: changelogOf('hello-server', [FIRST]),
};
const fixing = {
  version: '1.1-1',
  changelog: changelogOf('hello-server', [['1.1-1', 'Closes CVE-2026-1234 and CVE-2026-1235.'], FIRST]),
};

/** A release of a server that runs. */
const release = ({ version, ...also }: Parameters<typeof helloPackage>[1] & { readonly version: string }) =>
  helloPackage(version, { ...also, program: helloProgram() });
const publish = (made: Parameters<typeof release>[0]): Promise<void> =>
  world.archive.publish('trixie', { put: [release(made)] });

/** Images that really run need a program and a sandbox, made with the host's compiler and fetched with its apt. */
const story = whenInstalled('gcc', 'apt-get', 'dpkg-deb');

const PROBE = { http: 'http://127.0.0.1:8080/', timeoutMs: 5_000, expect: { status: 200 } };

/** What `why` answers: an event and what led to it. */
interface Node {
  readonly text: string;
  readonly causes: readonly Node[];
}

let world: FactoryWorld;
let gateway: Gateway;
/** The images of the releases 1.0 and 1.1. */
let first: string;
let fixed: string;

const channelAt = (digest: string): Promise<string> =>
  waitFor(`hello:latest to point at ${digest}`, async () =>
    (await gateway.digest('hello')) === digest ? digest : undefined,
  );
const textsOf = (node: Node): readonly string[] => [node.text, ...node.causes.flatMap(textsOf)];
const typesOf = async (subject: string): Promise<readonly string[]> =>
  (await world.history(subject)).map(({ type }) => type.split('.')[1] ?? '');

beforeAll(async () => {
  const greetings = { name: 'greetings', version: '3', files: { 'usr/share/greetings/list': 'hello\n'.repeat(1_000) } };
  world = await FactoryWorld.start([release(original), greetings, sandboxPackage()]);
  await world.write(
    'hello.yaml',
    helloDefinition('hello', { packages: ['hello-server', 'greetings'], tests: [{ probe: PROBE }] }),
  );
  gateway = await Gateway.of(world.up());
  first = await waitFor('the first image', () => gateway.digest('hello'));
}, HANG_MS);
afterAll(() => world.close());

story(
  'notices a release, rebuilds, tests and publishes it',
  async () => {
    await publish(fixing);
    fixed = await waitFor('the channel to move to the new release', async () => {
      const digest = await gateway.digest('hello');
      return digest === first ? undefined : digest;
    });
    const texts = textsOf(await world.quench.ask<Node>('why', 'hello'));
    expect(texts.join('\n')).toMatch(
      /hello-server 1\.0-1 → 1\.1-1; fixes CVE-2026-1234, CVE-2026-1235\ncascade \w+ of Debian trixie was planned: 1 line to look at\na snapshot of Debian trixie of /,
    );
    expect(texts.at(-1)).toContain('0 packages new, 1 updated, 0 gone');
  },
  HANG_MS,
);

story(
  'rebuilds only the layer of the package that changed, and shows it',
  async () => {
    const [before, after] = [await gateway.layers('hello', first), await gateway.layers('hello', fixed)];
    expect(after).toHaveLength(before.length);
    expect(after.filter((layer) => !before.includes(layer))).toHaveLength(1);
    expect(await world.quench.ask('image', 'diff', 'hello')).toMatchObject({
      from: 1,
      to: 2,
      changes: [{ name: 'hello-server', from: '1.0-1', to: '1.1-1' }],
      fixed: ['CVE-2026-1234', 'CVE-2026-1235'],
      layers: { changed: 1, total: before.length },
    });
  },
  HANG_MS,
);

story(
  'keeps the channel where it is when the probe of a release fails, and names the test and its log',
  async () => {
    await publish({ version: '1.2-1', answer: 'broken' });
    await waitFor('the verdict on the broken release', async () =>
      (await world.image('hello')).verdict === 'rejected' ? true : undefined,
    );
    expect(await world.channel('hello:latest')).toMatchObject({ index: fixed, revision: 2 });
    const [answer] = await world.quench.ask<readonly { stage: string; answer: string }[]>(
      'whynot',
      'hello-server@1.2-1',
      'hello',
    );
    expect(answer).toMatchObject({ stage: 'rejected' });
    expect(answer?.answer).toMatch(
      /^linux\/amd64 probe failed: expected status 200 .*, not 500; log sha256:[0-9a-f]{64}$/,
    );
    const [shown] = await world.quench.json<readonly { log: string }[]>('test', 'show', 'hello', 'probe');
    expect(shown?.log).toContain('the table of greetings is damaged');
  },
  HANG_MS,
);

story(
  'goes back with a withdrawn release, without building or testing anything again',
  async () => {
    const [row] = (await world.history(first)).filter(({ type }) => type === 'builder.ImageBuilt.v1');
    const [{ recipe, manifest } = { recipe: '', manifest: '' }] = row?.data['platforms'] as {
      recipe: string;
      manifest: string;
    }[];
    const before = [await typesOf(recipe), await typesOf(manifest)].flat();
    await publish(original);
    await channelAt(first);
    expect(await world.channel('hello:latest')).toMatchObject({ revision: 4 });
    expect(await world.image('hello')).toMatchObject({ recipe: { 'linux/amd64': recipe }, verdict: 'approved' });
    const after = [await typesOf(recipe), await typesOf(manifest)].flat();
    const added = [...new Set(after)].filter((type) => count(after, type) > count(before, type));
    expect(added.sort()).toStrictEqual(['ImageBuilt', 'LockResolved']);
  },
  HANG_MS,
);

const count = (list: readonly string[], wanted: string): number => list.filter((one) => one === wanted).length;

story(
  'keeps a rollback until it is thawed, whatever arrives meanwhile',
  async () => {
    await world.quench.json('channel', 'move', 'hello:latest', fixed, '--reason', 'the old one is slow');
    expect(await gateway.digest('hello')).toBe(fixed);
    await publish({ version: '1.3-1' });
    await waitFor('the next release to be approved', async () => {
      const { verdict, digest } = await world.image('hello');
      return verdict === 'approved' && digest !== first ? true : undefined;
    });
    expect(await world.channel('hello:latest')).toMatchObject({ index: fixed, frozen: true });
    const [answer] = await world.quench.ask<readonly object[]>('whynot', 'hello-server@1.3-1', 'hello');
    expect(answer).toMatchObject({ stage: 'frozen', answer: expect.stringContaining('the old one is slow') });
    const held = { digest: fixed, reason: 'the old one is slow' };
    expect(await world.quench.ask('status')).toMatchObject({ frozen: [{ channel: 'hello:latest', ...held }] });
    expect(await world.image('hello')).toMatchObject({ pointing: [{ tag: 'latest', frozen: true, ...held }] });
    const head = (await world.image('hello')).digest;
    await world.quench.json('channel', 'thaw', 'hello:latest');
    await channelAt(head);
    expect(await world.channel('hello:latest')).toMatchObject({ revision: 5, frozen: false });
  },
  HANG_MS,
);

story(
  'names work that was dropped until it is brought back',
  async () => {
    const rows = await world.quench.ask<readonly { readonly kind: string; readonly key: string }[]>('queue', 'list');
    const key = rows.find(({ kind }) => kind === 'poll')?.key ?? '';
    await world.quench.json('queue', 'drop', 'poll', key, '--reason', 'the mirror rests');
    const dropped = [{ service: 'watcher', kind: 'poll', key, reason: 'the mirror rests' }];
    expect(await world.quench.ask('status')).toMatchObject({ dropped });
    await world.quench.json('queue', 'retry', 'poll', key);
    expect(await world.quench.ask('status')).toMatchObject({ dropped: [] });
  },
  HANG_MS,
);
