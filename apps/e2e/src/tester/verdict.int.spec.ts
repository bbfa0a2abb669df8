import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, it } from '@jest/globals';
import {
  type BootTest,
  lineIn,
  type LockedPackage,
  type OciIndex,
  type OciManifest,
  type Policy,
  type ProbeTest,
  type Recipe,
  type TestPlan,
  type TestSpec,
  type Verdict,
} from '@quench/contracts';
import { RunTests, TesterModule, TestResults } from '@quench/tester-feature';
import { canonicalJson, commandId, digest, sha256, type Digest, type Json } from '@quench/kernel';
import { BwrapRunner, TarLayers, UnpackedRoots } from '@quench/platform/sandbox';
import {
  Clock,
  ContentStore,
  EventStore,
  ImageLayers,
  PackageLayers,
  Patterns,
  ReadModels,
  requestContext,
  Runner,
  Service,
  Statements,
  WorkQueue,
} from '@quench/ports';
import {
  debianLayer,
  InMemoryContentStore,
  InMemoryEventStore,
  InMemoryPatterns,
  InMemoryReadModels,
  InMemoryRunner,
  InMemorySigner,
  InMemoryStatements,
  InMemoryTransactor,
  InMemoryWorkQueue,
  ManualClock,
  RUNNER_PACKAGES,
  ServiceRun,
  writeTar,
  type TarEntry,
} from '@quench/testing';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { Test } from '@nestjs/testing';

/** Layers that were made beforehand, by the digest of the package. */
const made = ({ sha256 }: LockedPackage): Promise<Digest> => Promise.resolve(sha256 as Digest);

/** A host that can run nothing. */
const nobody = (): Runner => Object.assign(new InMemoryRunner(), { offers: { unavailable: 'no user namespaces' } });

/** A tester on real layers and a real sandbox, with everything else in memory, and a builder that says what it is told. */
class TesterWorld {
  readonly content = new InMemoryContentStore();
  readonly stores = {
    builder: new InMemoryEventStore({ producer: 'builder/0.0.0' }),
    tester: new InMemoryEventStore({ producer: 'tester/0.0.0' }),
  };
  readonly queue = new InMemoryWorkQueue();
  readonly signer = new InMemorySigner('tester');
  readonly statements = new InMemoryStatements(this.signer, [this.signer], this.content);
  private readonly folder = mkdtempSync(join(tmpdir(), 'quench-tester-'));
  private readonly layers = new TarLayers(this.content);
  private readonly clock = new ManualClock();
  private readonly models = new InMemoryReadModels();
  private readonly transactor = new InMemoryTransactor();
  private commands = 0;

  /** Starts the tester and answers its buses. A restart on another runner keeps what was recorded. */
  async start(
    runner?: Runner,
  ): Promise<{ readonly run: ServiceRun; readonly commands: CommandBus; readonly queries: QueryBus }> {
    const sandbox = runner ?? new BwrapRunner(new UnpackedRoots(join(this.folder, 'roots'), this.layers, 4));
    const providers = [
      { provide: Clock, useValue: this.clock },
      { provide: ContentStore, useValue: this.content },
      { provide: EventStore, useValue: this.stores.tester },
      { provide: ImageLayers, useValue: this.layers },
      {
        provide: PackageLayers,
        useValue: { layer: made, whole: made, programs: made, system: () => Promise.resolve(sha256('system')) },
      },
      { provide: Patterns, useClass: InMemoryPatterns },
      { provide: ReadModels, useValue: this.models },
      { provide: Runner, useValue: sandbox },
      { provide: Statements, useValue: this.statements },
      { provide: WorkQueue, useValue: this.queue },
    ];
    const ports = { module: Ports, global: true, providers, exports: providers.map(({ provide }) => provide) };
    const app = await Test.createTestingModule({ imports: [ports, TesterModule] }).compile();
    await app.init();
    const { stores, models, queue, transactor } = this;
    const run = new ServiceRun(app.get(Service), { stores, models, queue, transactor });
    return { run, commands: app.get(CommandBus), queries: app.get(QueryBus) };
  }

  /** Publishes an image of one layer, with what is asked of it, as the builder would. */
  async build(entries: readonly TarEntry[], tests: readonly TestSpec[], policy: Policy): Promise<Digest> {
    const { busybox, runner } = await this.tools();
    const program = { path: 'usr/sbin/httpd', content: busybox, mode: 0o755 };
    const layer = await this.content.write(gzipSync(writeTar([...ROOT, program, ...entries])));
    const recipe = await this.keep({ image: { files: {} } } as unknown as Recipe);
    const size = layer.size;
    const config = await this.keep({ config: RUNTIME });
    const manifest = await this.keep({
      config: { mediaType: 'config', digest: config, size: 1 },
      layers: [{ mediaType: 'layer', digest: layer.digest, size }],
    } as unknown as OciManifest);
    const platform = { os: 'linux', architecture: 'amd64' };
    const index = await this.keep({ manifests: [{ digest: manifest, platform }] } as unknown as OciIndex);
    const plan = await this.keep(planOf(tests, runner));
    const at = { image: 'web', edition: 1 };
    const built = { platform: 'linux/amd64', recipe, manifest, provenance: recipe };
    const accepted = { ...at, definition: recipe, policy: await this.keep(policy), distribution: 'debian/trixie' };
    await this.tell('builder.DefinitionAccepted.v1', { ...accepted, pockets: [], platforms: [], archives: [] });
    await this.tell('builder.TestPlanLocked.v1', { image: 'web', plan, tests: tests.length, waived: [] });
    const line = { image: 'web', versionStream: 'default', variant: 'prod', revision: ++this.commands };
    await this.tell('builder.ImageBuilt.v1', { ...line, index, platforms: [built], sizeBytes: size });
    return index;
  }

  /** Everything that the tester recorded: the type of each event and its data. */
  async recorded(): Promise<readonly { readonly type: string; readonly data: unknown }[]> {
    return this.stores.tester.range(0, 1_000);
  }

  dispose(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  private async tell(type: string, data: object): Promise<void> {
    const id = commandId('tester-world', ++this.commands);
    const actor = { kind: 'service', id: 'builder', authenticatedBy: 'process' } as const;
    const context = requestContext({ id, actor, at: this.clock.now() });
    const stream = `builder.story/${String(this.commands)}`;
    await this.stores.builder.append({ stream, expectedVersion: 0, events: [{ type, data }], context });
  }

  private async keep(document: object): Promise<Digest> {
    return (await this.content.write(Buffer.from(canonicalJson(document as Json)))).digest;
  }

  /** The program of the images and the layer that the sandbox runs on. */
  private async tools(): Promise<{ readonly busybox: Uint8Array; readonly runner: Digest }> {
    packed ??= { runner: debianLayer(RUNNER_PACKAGES), busybox: debianLayer(['busybox-static']) };
    const runner = (await this.content.write(packed.runner)).digest;
    const layer = (await this.content.write(packed.busybox)).digest;
    for await (const entry of this.layers.entries(layer, { maxBytes: 100_000_000 })) {
      if (entry.type === 'file' && entry.path.endsWith('bin/busybox')) return { busybox: entry.content, runner };
    }
    throw new Error('busybox-static has no busybox');
  }
}

/** Fetched once for all worlds. */
let packed: { readonly runner: Uint8Array; readonly busybox: Uint8Array } | undefined;

class Ports {}

const ROOT: readonly TarEntry[] = [
  { path: 'tmp', type: '5', mode: 0o1777 },
  { path: 'usr', type: '5' },
  { path: 'usr/sbin', type: '5' },
  { path: 'home', type: '5' },
  { path: 'home/nonroot', type: '5', mode: 0o700, uid: 65532, gid: 65532 },
  { path: 'srv', type: '5' },
];

/** What the image's config says to an engine; the same as the plan. */
const RUNTIME = {
  ...{ User: '65532:65532', Env: [], WorkingDir: '/home/nonroot', StopSignal: 'SIGTERM' },
  Entrypoint: ['/usr/sbin/httpd'],
  Cmd: ['-f', '-p', '8080', '-h', '/srv'],
};

const planOf = (tests: readonly TestSpec[], runner: Digest): TestPlan => ({
  format: 1,
  image: 'web',
  run: {
    entrypoint: ['/usr/sbin/httpd'],
    cmd: ['-f', '-p', '8080', '-h', '/srv'],
    user: 'nonroot',
    uid: 65532,
    gid: 65532,
    ports: [8080],
    stopSignal: 'SIGTERM',
  },
  env: {},
  workdir: '/home/nonroot',
  volumes: [],
  tests: tests.map((spec) => ({ spec, mounts: [] })),
  runner: [{ sha256: runner } as unknown as LockedPackage],
});

const strict: Policy = { format: 1, waive: [] };
const serves: ProbeTest = {
  name: 'serves',
  rung: 'probe',
  packages: [],
  probe: { kind: 'http', url: 'http://127.0.0.1:8080/page', status: 200, body: '^hello' },
  timeoutMs: 20_000,
};
const starts: BootTest = { name: 'starts', rung: 'boot', packages: [], expect: { aliveMs: 200 }, timeoutMs: 20_000 };
const page = { path: 'srv/page', content: 'hello' };
const secret = { path: 'srv/page', content: 'hello', mode: 0o600 };

const worlds: TesterWorld[] = [];
const world = (): TesterWorld => {
  const made = new TesterWorld();
  worlds.push(made);
  return made;
};
afterAll(() => worlds.forEach((each) => each.dispose()));

const types = async (of: TesterWorld): Promise<readonly string[]> =>
  (await of.recorded()).map(({ type }) => type.split('.')[1] ?? '');
const verdictOf = async (of: TesterWorld): Promise<Verdict> =>
  (await of.recorded()).findLast(({ type }) => type.startsWith('tester.Image'))?.data as Verdict;

describe('an image that keeps its promises', () => {
  it('is approved by a signed statement on its index, and asked nothing twice', async () => {
    const made = world();
    const { run, commands, queries } = await made.start();
    const index = await made.build([page], [starts, serves], strict);
    await run.settle();
    expect(await types(made)).toEqual(['TestPassed', 'TestPassed', 'TestPassed', 'ImageApproved']);
    const verdict = await verdictOf(made);
    expect(verdict.index).toBe(index);
    const statement = await made.statements.verify(digest(verdict.statement), 'tester');
    expect(statement.predicate).toMatchObject({
      result: 'PASSED',
      passedTests: ['linux/amd64/structure', 'linux/amd64/starts', 'linux/amd64/serves'],
    });
    await commands.execute(new RunTests(lineIn({ image: 'web' }), 'again'));
    await run.settle();
    expect(await types(made)).toHaveLength(4);
    expect(await queries.execute(new TestResults(lineIn({ image: 'web' })))).toMatchObject({
      verdict: 'approved',
      runs: [{ name: 'structure', environment: 'any' }, { name: 'starts' }, { name: 'serves', outcome: 'passed' }],
    });
  }, 120_000);
});

describe('an image is rejected', () => {
  it('when its user cannot read what root keeps to itself', async () => {
    const made = world();
    const { run } = await made.start();
    await made.build([secret], [{ ...serves, timeoutMs: 3_000 }], strict);
    await run.settle();
    expect(await types(made)).toEqual(['TestPassed', 'TestFailed', 'ImageRejected']);
    const [, failed] = (await verdictOf(made)).children[0]?.tests ?? [];
    expect(failed).toMatchObject({ name: 'serves', detail: expect.stringContaining('expected status 200') });
  }, 120_000);

  it('when its structure breaks a rule, however well it runs', async () => {
    const made = world();
    const { run } = await made.start();
    await made.build([page, { path: 'usr/sbin/sh', type: '2', link: 'httpd' }], [starts], strict);
    await run.settle();
    expect(await types(made)).toEqual(['TestFailed', 'TestPassed', 'ImageRejected']);
  }, 120_000);

  it('when its program ends too early, with what it said', async () => {
    const made = world();
    const { run, queries } = await made.start();
    // It ends at once: however busy the machine is, it is not waited for so long.
    const expected = { aliveMs: 60_000 };
    await made.build([page], [{ ...starts, args: ['--nonsense'], expect: expected, timeoutMs: 90_000 }], strict);
    await run.settle();
    const results = await queries.execute(new TestResults(lineIn({ image: 'web' })));
    expect(results).toMatchObject({ verdict: 'rejected', runs: [{}, { outcome: 'failed' }] });
    const log = await made.content.read(digest(results.runs[1]?.log ?? ''), { maxBytes: 100_000 });
    expect(Buffer.from(log).toString()).toContain('nonsense');
  }, 120_000);

  it('where tests cannot be run, until they can be or the policy says otherwise', async () => {
    const made = world();
    const nowhere = await made.start(nobody());
    await made.build([page], [starts], strict);
    await nowhere.run.settle();
    expect(await types(made)).toEqual(['TestPassed', 'TestNotRun', 'ImageRejected']);
    const waived: Policy = { format: 1, waive: [{ test: 'starts', reason: 'no sandbox here' }] };
    await made.build([page], [starts], waived);
    await nowhere.run.settle();
    expect((await types(made)).at(-1)).toBe('ImageApproved');
  }, 120_000);
});
