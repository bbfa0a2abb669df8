import type { ChildProcess } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { DataDirectory, replaceFile, self } from '@quench/platform/data-directory';
import { applyTopics, KafkaClient, topicPlan } from '@quench/platform/kafka-feed';
import { freePort } from '@quench/platform/keeper';
import { SERVICES, type ServiceName } from '@quench/platform/service-process';
import { FileSigner } from '@quench/platform/signing';
import { serviceOf, slotsOf, Supervisor, type InstanceState, type SlotName } from '@quench/platform/supervisor';
import type { Log } from '@quench/ports';
import type { Configuration } from '../factory/configuration.js';
import { clusterFiles, type ClusterFiles } from './cluster-files.js';
import { readWanted, writeState } from './cluster-state.js';
import {
  holdInfrastructure,
  isSamePlace,
  listens,
  releaseInfrastructure,
  type Infrastructure,
} from './infrastructure.js';
import { launchService } from './launch-service.js';
import { settingsOf } from './service-settings.js';

/** How long work may take to end when an instance is asked to; a little more than services give it. */
const GRACE_MS = 15_000;
const LOOK_EVERY_MS = 5_000;
const PROBE_MS = 2_000;
const RETENTION_MS = 7 * 86_400_000;

/** Keeps everything of a cluster on this host running until the signal. */
export class ClusterSupervisor {
  private readonly ports = new Map<SlotName, number>();

  private constructor(
    private readonly directory: DataDirectory,
    private readonly configuration: Configuration,
    private readonly brokers: 1 | 3,
    private readonly log: Log,
    private readonly files: ClusterFiles,
    private infrastructure: Infrastructure,
  ) {}

  /**
   * Starts database and brokers, makes topics, keys and secrets where they are missing.
   * @throws as `ensurePostgres`, `ensureKafka`, `applyTopics`
   */
  static async open(
    directory: DataDirectory,
    configuration: Configuration,
    { brokers, log }: { readonly brokers: 1 | 3; readonly log: Log },
  ): Promise<ClusterSupervisor> {
    const files = clusterFiles(directory.path);
    await mkdir(files.folder, { recursive: true, mode: 0o700 });
    const infrastructure = await holdInfrastructure(directory.path, brokers, log);
    const supervisor = new ClusterSupervisor(directory, configuration, brokers, log, files, infrastructure);
    await supervisor.prepare();
    return supervisor;
  }

  async run(signal: AbortSignal): Promise<void> {
    const { files, log } = this;
    const supervisor = new Supervisor({
      wanted: async () => slotsOf(await readWanted(files)),
      launch: (slot) => this.launch(slot),
      isReady: (slot) => this.isReady(slot),
      report: (instances) => this.report(instances),
      log,
      graceMs: GRACE_MS,
    });
    const looking = this.look(signal, () => {
      supervisor.recycle();
    });
    await supervisor.run(signal);
    await looking;
    await releaseInfrastructure(this.infrastructure);
  }

  private async prepare(): Promise<void> {
    const { directory, log } = this;
    const keys = join(directory.path, 'keys');
    for (const service of SERVICES) {
      await FileSigner.open({ folder: keys, service });
      await directory.secret(`role-${service}`);
      await this.portOf(`${service}.1`);
    }
    await directory.secret(TOKEN);
    const { brokers } = this.infrastructure.kafka;
    const client = new KafkaClient({ brokers, clientId: 'quench.supervisor', log });
    const replicas = Math.min(brokers.length, 3);
    const made = await applyTopics(client, topicPlan({ services: SERVICES, replicas, retentionMs: RETENTION_MS }));
    if (made.length > 0) log.info('topics-made', { topics: made.join(' ') });
    await this.configure();
  }

  /** Tells the services where everything is. */
  private async configure(): Promise<void> {
    const { directory, files, configuration } = this;
    const { postgres, kafka } = this.infrastructure;
    const feedPorts = Object.fromEntries(
      SERVICES.map((service) => [service, this.ports.get(`${service}.1`) ?? 0]),
    ) as Record<ServiceName, number>;
    const places = {
      data: directory.path,
      postgres: { host: postgres.host, port: postgres.port, name: postgres.database, user: postgres.user },
      adminPasswordFile: directory.secretFile('database-password'),
      rolePasswords: join(directory.path, 'secrets'),
      tokenFile: directory.secretFile(TOKEN),
      brokers: kafka.brokers,
      feedPorts,
    };
    for (const service of SERVICES) {
      await replaceFile(files.configurationOf(service), JSON.stringify(settingsOf(service, places, configuration)));
    }
  }

  private async launch(slot: SlotName): Promise<ChildProcess> {
    const service = serviceOf(slot) as ServiceName;
    const configuration = this.files.configurationOf(service);
    return launchService({ service, slot, configuration, port: await this.portOf(slot), log: this.files.logOf(slot) });
  }

  /** Where an instance listens: always at the same port, if it is free. */
  private async portOf(slot: SlotName): Promise<number> {
    const port = this.ports.get(slot) ?? (await freePort(undefined));
    this.ports.set(slot, port);
    return port;
  }

  private async isReady(slot: SlotName): Promise<boolean> {
    const url = `http://127.0.0.1:${String(this.ports.get(slot))}/health/ready`;
    const { status } = await fetch(url, { signal: AbortSignal.timeout(PROBE_MS) });
    return status === 200;
  }

  private async report(instances: readonly InstanceState[]): Promise<void> {
    const { postgres, kafka } = this.infrastructure;
    await writeState(this.files, {
      supervisor: self(),
      services: instances.map(({ slot, ...state }) => ({
        name: serviceOf(slot),
        instance: slot,
        port: this.ports.get(slot) ?? 0,
        ...state,
      })),
      kafka: kafka.brokers,
      postgres: `${postgres.host}:${String(postgres.port)}`,
    });
  }

  /** A killed database or broker comes back by its keeper; a killed keeper is replaced here. */
  private async look(signal: AbortSignal, onMoved: () => void): Promise<void> {
    while (!signal.aborted) {
      await sleep(LOOK_EVERY_MS, undefined, { signal }).catch(() => undefined);
      if (signal.aborted || (await listens(this.infrastructure))) continue;
      try {
        await this.holdAgain(onMoved);
      } catch (fault) {
        this.log.warn('infrastructure-fault', { reason: String(fault) });
      }
    }
  }

  private async holdAgain(onMoved: () => void): Promise<void> {
    this.log.warn('infrastructure-away', {});
    const before = this.infrastructure;
    this.infrastructure = await holdInfrastructure(this.directory.path, this.brokers, this.log);
    await releaseInfrastructure(before);
    if (isSamePlace(before, this.infrastructure)) return;
    await this.configure();
    onMoved();
  }
}

const TOKEN = 'services-token';
