import { userInfo } from 'node:os';
import type { Command, Query } from '@nestjs/cqrs';
import { PRODUCERS } from '@quench/historian-domain';
import type { Recorded } from '@quench/kernel';
import type { DataDirectory } from '@quench/platform/data-directory';
import type { HeldDatabase } from '@quench/platform/database-server';
import { rouse } from '@quench/platform/event-store';
import { checkReceivers } from '@quench/platform/notices';
import { RegistryGateway, removeGateway, writeGateway } from '@quench/platform/registry-gateway';
import { converged, untilConverged } from '@quench/platform/runtime';
import type { ServiceHost } from '@quench/platform/service-host';
import type { ServiceName } from '@quench/platform/service-process';
import type { OpenTracing } from '@quench/platform/tracing';
import { introduceKey, PublishedContent, type Log } from '@quench/ports';
import type { Factory, WorkStep } from './factory.js';
import { followFacts } from './follow-facts.js';
import type { OpenServices } from './open-services.js';
import { reachArchives, type ReadDistribution } from './reach-archives.js';
import type { SharedParts } from './shared-parts.js';

const GRACE_MS = 10_000;

/** What a factory is made of. */
export interface OpenedFactory {
  readonly directory: DataDirectory;
  readonly postgres: HeldDatabase;
  readonly shared: SharedParts;
  readonly services: OpenServices;
  /** Where traces go, if anywhere. */
  readonly spans: OpenTracing | undefined;
  /** Where the gateway is to listen. */
  readonly gatewayPort: number;
  readonly log: Log;
}

/** All services in this process: each is opened when something is asked of it, all when they run. */
export class LocalFactory implements Factory {
  private running = false;
  private gateway: RegistryGateway | undefined;

  constructor(private readonly opened: OpenedFactory) {}

  get data(): string {
    return this.opened.directory.path;
  }

  get content() {
    return this.opened.shared.content;
  }

  async runner() {
    return (await this.opened.shared.sandbox()).runner;
  }

  get keys() {
    return [...this.opened.shared.signers.values()].map(({ publicKey }) => publicKey);
  }

  get actor() {
    return { kind: 'person', id: `uid:${String(userInfo().uid)}`, authenticatedBy: 'local-user' } as const;
  }

  async command<T>(service: ServiceName, command: Command<T>): Promise<T> {
    const host = await this.host(service);
    const result = await host.commands.execute<Command<T>, T>(command);
    await this.tell([host]);
    return result;
  }

  async query<T>(service: ServiceName, query: Query<T>): Promise<T> {
    return (await this.host(service)).queries.execute<Query<T>, T>(query);
  }

  async queue(service: ServiceName) {
    return (await this.host(service)).queue;
  }

  async parking(service: ServiceName) {
    return (await this.host(service)).parking;
  }

  async run(): Promise<void> {
    const { services, shared } = this.opened;
    await checkReceivers(shared.subscribed);
    const hosts = await services.all();
    this.running = true;
    for (const { name, store, queue, sequencer, runtime } of hosts) {
      const signer = shared.signers.get(name);
      if (signer !== undefined) await introduceKey(store, signer.publicKey, new Date().toISOString());
      // Whoever runs holds the data directory alone: what is leased is leased to a process that is gone.
      await queue.endLeases();
      sequencer.start();
      runtime.start();
    }
  }

  async retryParked(key: string | undefined): Promise<number> {
    let digested = 0;
    const hosts = await this.opened.services.all();
    for (const { runtime } of hosts) digested += await runtime.retryParked(key);
    if (digested > 0) await this.tell(hosts);
    return digested;
  }

  async isConverged(): Promise<boolean> {
    return converged(await this.runtimes());
  }

  async converge(signal: AbortSignal): Promise<void> {
    return untilConverged(await this.runtimes(), signal);
  }

  async historyTold(signal: AbortSignal): Promise<void> {
    if (!this.running) return;
    for (const runtime of await this.runtimes()) await runtime.numbered(signal);
    await (await this.host('historian')).runtime.caughtUp(signal);
  }

  async reachArchives(distributions: readonly ReadDistribution[]) {
    const { ecosystems } = await this.opened.shared.known.get();
    return reachArchives(ecosystems, distributions);
  }

  scrub() {
    return this.opened.shared.content.scrub();
  }

  onStep(listener: (step: WorkStep) => void): void {
    this.opened.services.onStep(listener);
  }

  async followFacts(tell: (fact: Recorded) => void) {
    const { services, log } = this.opened;
    await services.all();
    return followFacts(services.feed, PRODUCERS, tell, (fault) => log.warn('facts-unread', { reason: String(fault) }));
  }

  async serve() {
    const { gatewayPort: wantedPort } = this.opened;
    const published = (await this.host('distributor')).app.get(PublishedContent, { strict: false });
    this.gateway = new RegistryGateway(published, this.opened.log);
    const address = await this.gateway.listen(wantedPort);
    await writeGateway(this.data, address);
    return { address, wantedPort };
  }

  async close(): Promise<void> {
    const { services, shared, spans, postgres } = this.opened;
    const hosts = this.running ? await services.all() : [];
    if (this.gateway !== undefined) await removeGateway(this.data);
    await Promise.all([this.gateway?.close(), ...hosts.map(({ runtime }) => runtime.stop(GRACE_MS))]);
    await Promise.all(hosts.map(({ sequencer }) => sequencer.stop()));
    await shared.close();
    await spans?.close();
    await services.close();
    await postgres.release();
  }

  /** Something changed: whoever runs the loops looks at once, here or in another process. */
  private async tell(hosts: readonly ServiceHost[]): Promise<void> {
    for (const { sequencer, runtime, database } of hosts) {
      sequencer.wake();
      runtime.wake();
      if (!this.running) await rouse(database);
    }
  }

  private async runtimes() {
    return (await this.opened.services.all()).map(({ runtime }) => runtime);
  }

  private host(service: ServiceName): Promise<ServiceHost> {
    return this.opened.services.one(service);
  }
}
