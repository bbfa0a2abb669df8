import type { ChildProcess } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { DataDirectory, replaceFile, self } from '@quench/platform/data-directory';
import { applyTopics, KafkaClient, topicPlan } from '@quench/platform/kafka-feed';
import { kafkaAccessOf, reasonFields, SERVICES, type ServiceName } from '@quench/platform/service-process';
import { serviceOf, slotsOf, Supervisor, type InstanceState, type SlotName } from '@quench/platform/supervisor';
import type { Log } from '@quench/ports';
import type { Configuration } from '../factory/configuration.js';
import { roleSecret } from '../factory/role-secret.js';
import { clusterFiles, type ClusterFiles } from './cluster-files.js';
import { boundLogs } from './cluster-logs.js';
import { readWanted, writeState } from './cluster-state.js';
import {
  holdInfrastructure,
  isSamePlace,
  listens,
  releaseInfrastructure,
  type Infrastructure,
  type InfrastructurePlace,
} from './infrastructure.js';
import { InstancePorts } from './instance-ports.js';
import { launchService } from './launch-service.js';
import { keyPlaces, prepareServices, SERVICES_TOKEN } from './prepare-services.js';
import { settingsOf } from './service-settings.js';

/** How long work may take to end when an instance is asked to; a little more than services give it. */
const GRACE_MS = 15_000;
const LOOK_EVERY_MS = 5_000;
const PROBE_MS = 2_000;
/** What a log may grow to, and what it brings between two looks. */
const MAX_LOG_BYTES = 10 * 1024 * 1024;
const RETENTION_MS = 7 * 86_400_000;

/** Keeps everything of a cluster on this host running until the signal. */
export class ClusterSupervisor {
  private readonly ports = new InstancePorts();
  /** Whether services have been told of places that are none any more. */
  private stale = false;

  private constructor(
    private readonly directory: DataDirectory,
    private readonly configuration: Configuration,
    private readonly place: InfrastructurePlace,
    private readonly log: Log,
    private readonly files: ClusterFiles,
    private infrastructure: Infrastructure,
  ) {}

  /**
   * Starts database and brokers, makes topics, keys and secrets where they are missing, and brings schemas up to date.
   * @throws as `holdInfrastructure`, `prepareServices`, `applyTopics`
   */
  static async open(
    directory: DataDirectory,
    configuration: Configuration,
    { log, ...where }: Omit<InfrastructurePlace, 'data'> & { readonly log: Log },
  ): Promise<ClusterSupervisor> {
    const files = clusterFiles(directory.path);
    await mkdir(files.folder, { recursive: true, mode: 0o700 });
    const place = { ...where, data: directory.path };
    const infrastructure = await holdInfrastructure(place, log);
    const supervisor = new ClusterSupervisor(directory, configuration, place, log, files, infrastructure);
    await supervisor.prepare();
    return supervisor;
  }

  async run(signal: AbortSignal): Promise<void> {
    const { files, log } = this;
    const onMoved = (): void => {
      supervisor.recycle();
    };
    const supervisor = new Supervisor({
      wanted: async () => slotsOf(await readWanted(files)),
      launch: (slot) => this.launch(slot, onMoved),
      isReady: (slot) => this.isGood(slot, 'ready'),
      isLive: (slot) => this.isGood(slot, 'live'),
      report: (instances) => this.report(instances),
      log,
      graceMs: GRACE_MS,
    });
    const looking = [this.look(signal, onMoved), this.lookAtLogs(signal)];
    try {
      await supervisor.run(signal);
      await Promise.all(looking);
    } finally {
      await releaseInfrastructure(this.infrastructure);
    }
  }

  private async prepare(): Promise<void> {
    const { directory, log } = this;
    await prepareServices(directory, this.infrastructure.postgres);
    for (const service of SERVICES) await this.ports.take(`${service}.1`);
    const { brokers, user, passwordFile } = this.infrastructure.kafka;
    const access = await kafkaAccessOf({ login: { mechanism: 'scram-sha-512', user, passwordFile } });
    const client = new KafkaClient({ brokers, clientId: 'quench.supervisor', access, log });
    const replicas = Math.min(brokers.length, 3);
    const made = await applyTopics(client, topicPlan({ services: SERVICES, replicas, retentionMs: RETENTION_MS }));
    if (made.length > 0) log.info('topics-made', { topics: made.join(' ') });
    await this.configure();
  }

  /** Tells the services where everything is. */
  private async configure(): Promise<void> {
    const { directory, files, configuration } = this;
    const { postgres, kafka } = this.infrastructure;
    const feedPorts = Object.fromEntries(SERVICES.map((service) => [service, this.ports.of(`${service}.1`)])) as Record<
      ServiceName,
      number
    >;
    const places = {
      data: directory.path,
      postgres: { host: postgres.host, port: postgres.port, name: postgres.database },
      rolePasswordOf: (service: ServiceName) => directory.secretFile(roleSecret(service)),
      ...keyPlaces(directory),
      tokenFile: directory.secretFile(SERVICES_TOKEN),
      kafka,
      feedPorts,
    };
    for (const service of SERVICES) {
      await replaceFile(files.configurationOf(service), JSON.stringify(settingsOf(service, places, configuration)));
    }
  }

  private async launch(slot: SlotName, onMoved: () => void): Promise<ChildProcess> {
    const service = serviceOf(slot) as ServiceName;
    const { port, moved } = await this.ports.take(slot);
    // The first instance's feed is where the others pull.
    if (moved && slot === `${service}.1`) this.stale = true;
    await this.tellAgain(onMoved);
    const configuration = this.files.configurationOf(service);
    return launchService({ service, slot, configuration, port, log: this.files.logOf(slot) });
  }

  private async tellAgain(onMoved: () => void): Promise<void> {
    if (!this.stale) return;
    await this.configure();
    this.stale = false;
    onMoved();
  }

  private async isGood(slot: SlotName, health: 'ready' | 'live'): Promise<boolean> {
    const url = `http://127.0.0.1:${String(this.ports.of(slot))}/health/${health}`;
    const { status } = await fetch(url, { method: 'HEAD', signal: AbortSignal.timeout(PROBE_MS) });
    return status === 200;
  }

  private async report(instances: readonly InstanceState[]): Promise<void> {
    const { postgres, kafka } = this.infrastructure;
    await writeState(this.files, {
      supervisor: self(),
      services: instances.map(({ slot, ...state }) => ({
        name: serviceOf(slot),
        instance: slot,
        port: this.ports.of(slot),
        ...state,
      })),
      kafka: kafka.brokers,
      postgres: `${postgres.host}:${String(postgres.port)}`,
    });
  }

  /** A killed database or broker comes back by its keeper; a killed keeper is replaced here. */
  private async look(signal: AbortSignal, onMoved: () => void): Promise<void> {
    while (await nextLook(signal)) {
      try {
        if (!(await listens(this.infrastructure))) await this.holdAgain();
        await this.tellAgain(onMoved);
      } catch (fault) {
        this.log.warn('infrastructure-fault', reasonFields(fault));
      }
    }
  }

  private async lookAtLogs(signal: AbortSignal): Promise<void> {
    while (await nextLook(signal)) {
      await boundLogs(this.files.folder, MAX_LOG_BYTES).catch((fault: unknown) => {
        this.log.warn('log-fault', reasonFields(fault));
      });
    }
  }

  private async holdAgain(): Promise<void> {
    this.log.warn('infrastructure-away', {});
    const before = this.infrastructure;
    this.infrastructure = await holdInfrastructure(this.place, this.log);
    if (!isSamePlace(before, this.infrastructure)) this.stale = true;
    await releaseInfrastructure(before);
  }
}

/** False when there is none any more. */
async function nextLook(signal: AbortSignal): Promise<boolean> {
  await sleep(LOOK_EVERY_MS, undefined, { signal }).catch(() => undefined);
  return !signal.aborted;
}
