import type { INestApplicationContext, Type } from '@nestjs/common';
import type { LineOfImage, LockedPackage } from '@quench/contracts';
import { commandId, digest, sha256, type EventLike, type Recorded } from '@quench/kernel';
import {
  Clock,
  ContentStore,
  Documents,
  EventStore,
  ImageLayers,
  PackageLayers,
  Patterns,
  ReadModels,
  requestContext,
  Runner,
  Statements,
  WorkQueue,
  Service,
} from '@quench/ports';
import { ManualClock } from '../clock/manual-clock.js';
import { InMemoryContentStore } from '../content-store/index.js';
import { InMemoryEventStore } from '../event-store/index.js';
import { InMemoryPatterns } from '../patterns/in-memory-patterns.js';
import { InMemoryReadModels } from '../read-models/in-memory-read-models.js';
import { InMemoryLayers } from '../sandbox/in-memory-layers.js';
import { InMemoryRunner } from '../sandbox/in-memory-runner.js';
import { InMemorySigner } from '../signing/in-memory-signer.js';
import { InMemoryStatements } from '../signing/in-memory-statements.js';
import { InMemoryTransactor } from '../transaction/in-memory-transactor.js';
import { InMemoryWorkQueue } from '../work-queue/index.js';
import { openedModule } from './opened-module.js';
import { ServiceRun } from './service-run.js';
import { TestedImage } from './tested-image.js';

/** A tester's world in memory: what the builder says to it, and what it runs on. */
export class TesterWorld {
  readonly content = new InMemoryContentStore();
  readonly clock = new ManualClock();
  readonly queue = new InMemoryWorkQueue(this.clock);
  readonly models = new InMemoryReadModels();
  readonly transactor = new InMemoryTransactor();
  readonly stores = {
    builder: new InMemoryEventStore({ producer: 'builder/0.0.0' }),
    tester: new InMemoryEventStore({ producer: 'tester/0.0.0' }),
  };
  readonly runner = new InMemoryRunner();
  readonly layers = new InMemoryLayers(this.content);
  private readonly signer = new InMemorySigner('tester');
  readonly statements = new InMemoryStatements(this.signer, [this.signer], this.content);
  private run: ServiceRun | undefined;
  private told = 0;

  /** The ports, for a composition of Nest modules. */
  ports() {
    const made = async ({ sha256 }: LockedPackage) => digest(sha256);
    const system = async () => sha256('system');
    const packages = { layer: made, whole: made, programs: made, system };
    const providers = [
      { provide: Clock, useValue: this.clock },
      { provide: ContentStore, useValue: this.content },
      { provide: EventStore, useValue: this.stores.tester },
      { provide: ImageLayers, useValue: this.layers },
      { provide: PackageLayers, useValue: packages },
      { provide: Patterns, useClass: InMemoryPatterns },
      { provide: ReadModels, useValue: this.models },
      { provide: Runner, useValue: this.runner },
      { provide: Statements, useValue: this.statements },
      { provide: WorkQueue, useValue: this.queue },
    ];
    return { module: Ports, global: true, providers, exports: providers.map(({ provide }) => provide) };
  }

  start(service: Service): void {
    this.run = new ServiceRun(service, this);
  }

  /** Lets the service of a module work here. @returns its providers, to be closed */
  async open(module: Type): Promise<INestApplicationContext> {
    const app = await openedModule(this.ports(), module);
    this.start(app.get(Service));
    return app;
  }

  image(name: string, line?: LineOfImage): TestedImage {
    return new TestedImage(name, new Documents(this.content), this.layers, line);
  }

  /** Appends what the builder said, and lets the tester do what it will. */
  async tell(...events: readonly EventLike[]): Promise<void> {
    for (const event of events) {
      const id = commandId('told', ++this.told);
      const actor = { kind: 'service', id: 'builder', authenticatedBy: 'process' } as const;
      const context = requestContext({ id, actor, at: this.clock.now() });
      const stream = `builder.story/${String(this.told)}`;
      await this.stores.builder.append({ stream, expectedVersion: 0, events: [event], context });
    }
    await this.settle();
  }

  async settle(): Promise<void> {
    await this.run?.settle();
  }

  /** Lets time pass, so that leases end. */
  async pass(ms: number): Promise<void> {
    this.clock.advance(ms);
    await this.settle();
  }

  /** What the tester recorded, in a line each: `TestPassed boots`, `ImageApproved server`. */
  async recorded(): Promise<readonly string[]> {
    return (await this.log()).map(({ type, data }) => {
      const { name, image } = data as { name?: string; image?: string };
      return `${type.split('.')[1] ?? ''} ${name ?? image ?? ''}`;
    });
  }

  /** What the tester recorded of one type, by its short name. */
  async facts<Data>(name: string): Promise<readonly Data[]> {
    return (await this.log()).filter(({ type }) => type.split('.')[1] === name).map(({ data }) => data as Data);
  }

  private log(): Promise<readonly Recorded[]> {
    return this.stores.tester.range(0, 10_000);
  }
}

class Ports {}
