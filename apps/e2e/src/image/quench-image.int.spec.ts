import { execFileSync } from 'node:child_process';
import { mkdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { SERVICES } from '@quench/platform/service-process';
import { whenInstalled, whenRoot, type Client } from '@quench/testing';
import { parse } from 'yaml';
import { HANG_MS, RealFactory } from '../catalog/real-factory.js';
import type { Definition } from '../catalog/shipped-catalog.js';
import { ClientHome } from '../catalog/stock-client.js';
import { isLong } from '../faults/how-long.js';
import { waitFor } from '../factory/wait-for.js';
import { composeServices, type ComposeService } from './compose-file.js';
import { ContainerHost, type ImageConfig, type UnpackedImage } from './container-host.js';
import { startKafkaOf, startPostgresOf } from './given-servers.js';
import { OwnNetwork } from './own-network.js';

const tasks = fileURLToPath(new URL('../../../../tools/tasks/dist/main.js', import.meta.url));
/** Only root may make a network for others. */
const whenMachine: ReturnType<typeof whenInstalled> =
  process.getuid?.() === 0
    ? whenInstalled('podman', 'docker-compose', 'crane', 'prometheus', 'runc', 'ip', 'java', 'mvn')
    : whenRoot;

let factory: RealFactory;
let home: ClientHome;

beforeAll(async () => {
  factory = await RealFactory.create();
  home = await ClientHome.create();
  execFileSync(process.execPath, [tasks, 'pack', factory.catalog.path], { env: { ...process.env, NODE_OPTIONS: '' } });
  if (!isLong) await factory.catalog.write({ ...(await packedDefinition()), ...SHORT });
  await factory.serving();
}, HANG_MS);
afterAll(async () => {
  await factory.close();
  await home.remove();
}, HANG_MS);

/** Without what takes longer and is no other: packages of one index, and the variant with a shell. */
const SHORT = { distribution: { release: 'debian/trixie', pockets: ['release'] }, variants: undefined };

const packedDefinition = async (): Promise<Definition> =>
  parse(await readFile(join(factory.catalog.path, 'quench.yaml'), 'utf8')) as Definition;

/** The image as an engine would have it after a pull. */
async function pulled(crane: Client): Promise<UnpackedImage> {
  const { gateway } = await factory.quench.json<{ readonly gateway: string }>('status');
  const image = `${gateway}/quench:latest`;
  const root = join(home.path, 'root');
  await mkdir(root);
  await home.call(crane, 'export', '--insecure', image, join(home.path, 'root.tar'));
  execFileSync('tar', ['-xf', join(home.path, 'root.tar'), '-C', root]);
  const { config } = JSON.parse(await home.call(crane, 'config', '--insecure', image)) as { config: ImageConfig };
  return { root, config };
}

interface Asked {
  readonly runs: readonly { readonly name: string; readonly outcome: string }[];
}

describe('the image of Quench', () => {
  it('is built of what this checkout was compiled to, and passes every test of its definition', async () => {
    const { runs } = await factory.quench.json<Asked>('test', 'list', 'quench');
    expect(runs.map(({ name, outcome }) => [name, outcome])).toEqual(
      ['structure', 'version', 'no-database', ...SERVICES].map((test) => [test, 'passed']),
    );
    expect(await factory.image('quench')).toMatchObject({ verdict: 'approved', problem: '', channels: ['latest'] });
  });
});

/** What a container says of the sandbox that it could test images in. */
const SANDBOX = `const { BwrapRunner } = await import('/opt/quench/libs/platform/dist/sandbox/index.js');
process.stdout.write(JSON.stringify(await new BwrapRunner().capability()));`;

/** What the compose file starts from images that are not pulled here lies on this machine. */
async function givenServers(services: Services, network: OwnNetwork, folder: string): Promise<void> {
  const [init, server, kafka] = [services['postgresql-init'], services['postgresql'], services['kafka']];
  if (init === undefined || server === undefined || kafka === undefined) throw new Error('The file lacks servers');
  await Promise.all([startPostgresOf({ init, server }, network, folder), startKafkaOf(kafka, network, folder)]);
}

type Services = Readonly<Record<string, ComposeService>>;

describe('the compose file', () => {
  let network: OwnNetwork | undefined;
  let host: ContainerHost | undefined;

  afterAll(async () => {
    await host?.close();
    await network?.close();
  }, HANG_MS);

  whenMachine(
    'prepares, starts and ends every service from the image, with its own commands and configuration',
    async (podman, tool, crane, prometheus) => {
      if (podman === undefined || tool === undefined || crane === undefined || prometheus === undefined) return;
      const catalog = await home.write('catalog/base.yaml', BASE).then(dirname);
      const services = composeServices(tool, { POSTGRES_PASSWORD: 'of0the0file', QUENCH_CATALOG: catalog });
      const serviceOf = (name: string): ComposeService => services[name] ?? fail(`The file has no ${name}`);
      const own = (network = await OwnNetwork.start());
      const folder = join(home.path, 'host');
      const engine = (host = new ContainerHost(podman, own, folder));
      const [image] = await Promise.all([pulled(crane), givenServers(services, own, folder)]);
      const run = (name: string) => engine.run(name, serviceOf(name), image);

      const prepared = await Promise.all(['prepare', 'topics'].map(async (name) => (await run(name)).ended));
      expect(prepared).toMatchObject([
        { code: 0, said: expect.stringContaining('is prepared for watcher, builder') },
        { code: 0, said: expect.stringContaining('quench.builder: as planned') },
      ]);
      expect(await (await run('catalog')).ended).toMatchObject({ code: 0, said: expect.stringContaining('applied: ') });

      const running = await Promise.all(SERVICES.map(run));
      for (const name of SERVICES) {
        await waitFor(`${name}: ${String(running[SERVICES.indexOf(name)]?.said())}`, async () =>
          (await engine.isHealthy(name, serviceOf(name))) ? true : undefined,
        );
      }
      await engine.run('prometheus', withProgram(serviceOf('prometheus'), prometheus), { ...image, config: NOBODY });
      const targets = await waitFor('what Prometheus asks', async () => {
        const { data } = (await own.ask('http://127.0.0.1:9090/api/v1/targets')) as Targets;
        return data.activeTargets.length > 0 ? data.activeTargets : undefined;
      });
      expect(targets.map(({ scrapeUrl }) => scrapeUrl).sort()).toEqual(
        SERVICES.map((name) => `http://127.0.0.1:${portIn(serviceOf(name))}/metrics`).sort(),
      );

      const sandboxIn = async (name: string): Promise<unknown> =>
        JSON.parse((await engine.exec(name, '/usr/local/bin/node', '-e', SANDBOX).ended).said);
      expect(await sandboxIn('tester')).toMatchObject({ name: 'bwrap/mapped' });
      expect(await sandboxIn('watcher')).toMatchObject({ unavailable: expect.stringContaining('seccomp=unconfined') });

      for (const name of SERVICES) await engine.end(name);
      expect(await Promise.all(running.map(({ ended }) => ended))).toMatchObject(
        SERVICES.map(() => ({ code: 0, said: expect.stringContaining('"service-stopped"') })),
      );
    },
    HANG_MS,
  );
});

interface Targets {
  readonly data: { readonly activeTargets: readonly { readonly scrapeUrl: string }[] };
}

const portIn = ({ command }: ComposeService): string => command?.at((command.indexOf('--port') ?? -1) + 1) ?? '';

/** An image of the compose file that is not pulled here: its program is this machine's own, at the same path. */
const withProgram = (service: ComposeService, { path }: Client): ComposeService => ({
  ...service,
  volumes: [...service.volumes, { type: 'bind', source: path, target: '/bin/prometheus', read_only: true }],
});
const NOBODY: ImageConfig = { Entrypoint: ['/bin/prometheus'], User: '65534:65534' };

const BASE = `image: base
summary: What Debian is made of
distribution: debian/trixie
packages: [base-files]
channels: [latest]
`;

function fail(message: string): never {
  throw new Error(message);
}
