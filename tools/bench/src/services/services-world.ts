import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, open, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DataDirectory } from '@quench/platform/data-directory';
import { ensureKafka, stopKafka, type BrokerCount, type EmbeddedKafka } from '@quench/platform/embedded-kafka';
import { ensurePostgres, stopPostgres, type EmbeddedPostgres } from '@quench/platform/embedded-postgres';
import { applyTopics, KafkaClient, topicPlan } from '@quench/platform/kafka-feed';
import { freePort } from '@quench/platform/keeper';
import { kafkaAccessOf, SERVICES, type ServiceName } from '@quench/platform/service-process';
import { FileSigner, publishKey } from '@quench/platform/signing';
import { Log } from '@quench/ports';
import pg from 'pg';

/** Longer than any start on a busy machine. */
const HANG_MS = 120_000;
const RETENTION_MS = 3_600_000;
const TOKEN = 'services-token';

class NoLog extends Log {
  override info(): void {}
  override warn(): void {}
  override error(): void {}
}

/** A process of a service, and how to tell it apart. */
export interface Instance {
  readonly service: ServiceName;
  /** As `builder.2`. */
  readonly name: string;
  readonly child: ChildProcess;
}

/**
 * A database, brokers and what services need to run apart, as `cluster` makes it: keys, roles, topics, configuration
 * files. Which programs run as which service is up to the bench.
 */
export class ServicesWorld {
  private readonly instances: Instance[] = [];

  private constructor(
    readonly data: string,
    private readonly directory: DataDirectory,
    private readonly postgres: EmbeddedPostgres,
    private readonly kafka: EmbeddedKafka,
    private readonly ports: Readonly<Record<ServiceName, number>>,
  ) {}

  static async open(brokers: BrokerCount): Promise<ServicesWorld> {
    const data = await mkdtemp(join(tmpdir(), 'quench-bench-services-'));
    const directory = await DataDirectory.open(data);
    const postgres = await ensurePostgres({ data, log: () => undefined });
    const kafka = await ensureKafka({ data, brokers, log: () => undefined });
    const ports: [ServiceName, number][] = [];
    for (const service of SERVICES) ports.push([service, await freePort(undefined)]);
    const world = new ServicesWorld(data, directory, postgres, kafka, Object.fromEntries(ports) as never);
    await world.prepare();
    return world;
  }

  /** A connection that may read every schema. Whoever asks for it ends it. */
  async admin(): Promise<pg.Client> {
    const { host, port, database, user, password } = this.postgres;
    const client = new pg.Client({ host, port, database, user, password });
    await client.connect();
    return client;
  }

  /** Makes the role and the schema of a service, with the program that will run as it. */
  async prepareSchema(service: ServiceName, program: readonly string[]): Promise<void> {
    const admin = join(this.data, 'bench', 'admin.json');
    const options = ['--config', this.configurationOf(service), '--prepare', admin];
    const child = await this.fork(`${service}.prepare`, [...program, ...options]);
    const [code] = (await once(child, 'exit')) as [number | null];
    if (code !== 0) throw await this.failed(`${service}.prepare`, `ended with ${String(code)}`);
  }

  /** Starts a program as an instance of a service. Resolves when it is ready. */
  async start(service: ServiceName, program: readonly string[]): Promise<Instance> {
    const number = this.instances.filter((one) => one.service === service).length + 1;
    const name = `${service}.${String(number)}`;
    const port = number === 1 ? this.ports[service] : await freePort(undefined);
    const options = ['--config', this.configurationOf(service), '--instance', name, '--port', String(port)];
    const instance = { service, name, child: await this.fork(name, [...program, ...options]) };
    this.instances.push(instance);
    await this.ready(instance, port);
    return instance;
  }

  /** Ends an instance as an operator would. */
  async stop({ child }: Instance): Promise<void> {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    child.kill('SIGTERM');
    await ended;
  }

  async close(): Promise<void> {
    await Promise.all(this.instances.map((instance) => this.stop(instance)));
    await this.kafka.release();
    await this.postgres.release();
    await stopKafka({ data: this.data });
    await stopPostgres({ data: this.data });
    await rm(this.data, { recursive: true, force: true });
  }

  private configurationOf(service: ServiceName): string {
    return join(this.data, 'bench', `${service}.json`);
  }

  private async prepare(): Promise<void> {
    const { data, directory, postgres, kafka } = this;
    await mkdir(join(data, 'bench'), { recursive: true, mode: 0o700 });
    await directory.secret(TOKEN);
    const publicKeys = join(data, 'keys', 'public');
    for (const service of SERVICES) {
      const signer = await FileSigner.open({ folder: join(data, 'keys'), service });
      await publishKey(publicKeys, signer.publicKey);
      await directory.secret(`role-${service}`);
      await writeFile(this.configurationOf(service), JSON.stringify(this.settingsOf(service, publicKeys)));
    }
    const admin = { user: postgres.user, passwordFile: directory.secretFile('database-password') };
    await writeFile(join(data, 'bench', 'admin.json'), JSON.stringify(admin));
    const { brokers, user, passwordFile } = kafka;
    const access = await kafkaAccessOf({ login: { mechanism: 'scram-sha-512', user, passwordFile } });
    const client = new KafkaClient({ brokers, clientId: 'bench', access, log: new NoLog() });
    await applyTopics(client, topicPlan({ services: SERVICES, replicas: brokers.length, retentionMs: RETENTION_MS }));
  }

  private settingsOf(service: ServiceName, publicKeys: string): object {
    const { data, directory, postgres, kafka, ports } = this;
    const { host, port, database: name } = postgres;
    const { brokers, user, passwordFile } = kafka;
    return {
      data,
      keyFile: join(data, 'keys', `${service}.key`),
      publicKeys,
      database: { host, port, name, rolePasswordFile: directory.secretFile(`role-${service}`) },
      kafka: { brokers, replicas: brokers.length, retentionMs: RETENTION_MS, login: { user, passwordFile } },
      feeds: SERVICES.map((of) => ({ service: of, url: `http://127.0.0.1:${String(ports[of])}` })),
      tokenFile: directory.secretFile(TOKEN),
    };
  }

  private async fork(name: string, [program = '', ...args]: readonly string[]): Promise<ChildProcess> {
    const output = await open(this.logOf(name), 'a', 0o600);
    const child = fork(program, args, { stdio: ['ignore', output.fd, output.fd, 'ipc'], serialization: 'advanced' });
    await output.close();
    return child;
  }

  private async ready({ name, child }: Instance, port: number): Promise<void> {
    const url = `http://127.0.0.1:${String(port)}/health/ready`;
    for (const from = performance.now(); performance.now() - from < HANG_MS;) {
      if (child.exitCode !== null) throw await this.failed(name, `ended with ${String(child.exitCode)}`);
      const answer = await fetch(url).catch(() => undefined);
      if (answer?.status === 200) return;
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
    throw await this.failed(name, `was not ready in ${String(HANG_MS)} ms`);
  }

  private async failed(name: string, how: string): Promise<Error> {
    const said = await readFile(this.logOf(name), 'utf8');
    return new Error(`${name} ${how}: ${said.slice(-2000)}`);
  }

  private logOf(name: string): string {
    return join(this.data, 'bench', `${name}.log`);
  }
}
