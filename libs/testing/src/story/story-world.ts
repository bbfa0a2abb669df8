import type { INestApplicationContext, Type } from '@nestjs/common';
import type { LineOfImage } from '@quench/contracts';
import { commandId, type EventLike } from '@quench/kernel';
import {
  Clock,
  ContentStore,
  EventStore,
  ReadModels,
  requestContext,
  Signer,
  Statements,
  WorkQueue,
  type CommandContext,
  Service,
} from '@quench/ports';
import { ManualClock } from '../clock/manual-clock.js';
import { InMemoryContentStore } from '../content-store/index.js';
import { InMemoryEventStore } from '../event-store/index.js';
import { InMemoryReadModels } from '../read-models/in-memory-read-models.js';
import { InMemorySigner } from '../signing/in-memory-signer.js';
import { InMemoryStatements } from '../signing/in-memory-statements.js';
import { InMemoryTransactor } from '../transaction/in-memory-transactor.js';
import { InMemoryWorkQueue } from '../work-queue/index.js';
import { LineStory } from './line-story.js';
import { openedModule } from './opened-module.js';
import { ServiceRun } from './service-run.js';

type ServiceName = 'builder' | 'tester' | 'distributor';

/** A distributor's world in memory: what others say to it, and what it runs on. */
export class StoryWorld {
  readonly clock = new ManualClock();
  readonly queue = new InMemoryWorkQueue();
  readonly models = new InMemoryReadModels();
  readonly transactor = new InMemoryTransactor();
  readonly stores = {
    builder: new InMemoryEventStore({ producer: 'builder/0.0.0' }),
    tester: new InMemoryEventStore({ producer: 'tester/0.0.0' }),
    distributor: new InMemoryEventStore({ producer: 'distributor/0.0.0' }),
  };
  private run: ServiceRun | undefined;
  private commands = 0;

  constructor(
    readonly signers: Readonly<Record<ServiceName, InMemorySigner>> = {
      builder: new InMemorySigner('builder'),
      tester: new InMemorySigner('tester'),
      distributor: new InMemorySigner('distributor'),
    },
    readonly content = new InMemoryContentStore(),
  ) {}

  /** The ports, for a composition of Nest modules. */
  ports() {
    const providers = [
      { provide: Clock, useValue: this.clock },
      { provide: ContentStore, useValue: this.content },
      { provide: EventStore, useValue: this.stores.distributor },
      { provide: ReadModels, useValue: this.models },
      { provide: Signer, useValue: this.signers.distributor },
      { provide: Statements, useValue: this.statements(this.signers.distributor) },
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

  /** What builder and tester tell about an image. A forged story is signed by someone else. */
  story(image: string, by: Partial<Record<ServiceName, InMemorySigner>> = {}, line?: LineOfImage): LineStory {
    const { builder, tester } = { ...this.signers, ...by };
    const signing = { builder: this.statements(builder), tester: this.statements(tester) };
    return new LineStory(image, this.content, signing, line);
  }

  /** Appends what a service said, and lets the distributor do what it will. */
  async tell(...events: readonly EventLike[]): Promise<void> {
    for (const event of events) {
      const service = event.type.startsWith('tester.') ? 'tester' : 'builder';
      const stream = `${service}.story/${String(++this.commands)}`;
      await this.stores[service].append({ stream, expectedVersion: 0, events: [event], context: this.context() });
    }
    await this.settle();
  }

  async settle(): Promise<void> {
    await this.run?.settle();
  }

  /** The context of a command that a person gives. */
  context(): CommandContext {
    const id = commandId('story', ++this.commands);
    const actor = { kind: 'person', id: 'local', authenticatedBy: 'local-user' } as const;
    return requestContext({ id, actor, at: this.clock.now() });
  }

  /** What the distributor recorded: the name of each event, and what tells those of a channel apart. */
  async recorded(): Promise<readonly string[]> {
    const events = await this.stores.distributor.range(0, 10_000);
    return events.map(({ type, data }) => {
      const { tag, revision, code } = data as { tag?: string; revision?: number; code?: string };
      return [type.split('.')[1], tag, revision, code].filter((part) => part !== undefined).join(' ');
    });
  }

  private statements(signer: InMemorySigner): InMemoryStatements {
    return new InMemoryStatements(signer, Object.values(this.signers), this.content);
  }
}

class Ports {}
