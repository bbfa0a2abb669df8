import 'reflect-metadata';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Global, Module, type INestApplicationContext } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { Test } from '@nestjs/testing';
import { commandId, type Digest, type EventLike } from '@quench/kernel';
import {
  Clock,
  ContentStore,
  EventStore,
  PublishedContent,
  ReadModels,
  requestContext,
  Service,
  Signer,
  Statements,
  WorkQueue,
  type CommandContext,
} from '@quench/ports';
import {
  InMemoryContentStore,
  InMemoryEventStore,
  InMemorySigner,
  InMemoryStatements,
  InMemoryTransactor,
  InMemoryWorkQueue,
  LineStory,
  ManualClock,
  ProjectedReadModels,
  ServiceRun,
  type StoryImage,
} from '@quench/testing';
import { FreezeChannel, MoveChannel, ThawChannel } from './channels/channel-commands.handler.js';
import { ChannelHistory, Channels } from './channels/channel-queries.handler.js';
import { built, channels, heads, published, rules, tags, verdicts } from '@quench/distributor-domain';
import { DistributorModule } from './distributor.module.js';
import { Images } from './images/images.handler.js';

const projections = [heads, built, rules, verdicts, channels, tags, published];

class World {
  readonly content = new InMemoryContentStore();
  readonly clock = new ManualClock();
  readonly queue = new InMemoryWorkQueue();
  readonly stores = {
    builder: new InMemoryEventStore({ producer: 'builder/0' }),
    tester: new InMemoryEventStore({ producer: 'tester/0' }),
    distributor: new InMemoryEventStore({ producer: 'distributor/0' }),
  };
  readonly models = new ProjectedReadModels(projections, this.stores);
  readonly signers = ['builder', 'tester', 'distributor'].map((service) => new InMemorySigner(service)) as [
    InMemorySigner,
    InMemorySigner,
    InMemorySigner,
  ];
  readonly story = this.storyOf(this.signers[0], this.signers[1]);
  app: INestApplicationContext;
  private run: ServiceRun;
  private commands = 0;

  storyOf(builder: InMemorySigner, tester: InMemorySigner): LineStory {
    const by = (signer: InMemorySigner) => new InMemoryStatements(signer, this.signers, this.content);
    return new LineStory('nginx', this.content, { builder: by(builder), tester: by(tester) });
  }

  async start(): Promise<void> {
    const { signers, content, clock, queue, models, stores } = this;
    @Global()
    @Module({
      providers: [
        { provide: Clock, useValue: clock },
        { provide: ContentStore, useValue: content },
        { provide: EventStore, useValue: stores.distributor },
        { provide: ReadModels, useValue: models },
        { provide: Signer, useValue: signers[2] },
        { provide: Statements, useValue: new InMemoryStatements(signers[2], signers, content) },
        { provide: WorkQueue, useValue: queue },
      ],
      exports: [Clock, ContentStore, EventStore, ReadModels, Signer, Statements, WorkQueue],
    })
    class Ports {}
    this.app = await Test.createTestingModule({ imports: [Ports, DistributorModule] }).compile();
    await this.app.init();
    this.run = new ServiceRun(this.app.get(Service), { stores, models, queue, transactor: new InMemoryTransactor() });
  }

  /** Appends what a service said, and lets the distributor do what it will. */
  async tell(...events: readonly EventLike[]): Promise<void> {
    for (const event of events) {
      const store = event.type.startsWith('tester.') ? this.stores.tester : this.stores.builder;
      const stream = `${event.type.split('.')[0] ?? ''}.story/${String(++this.commands)}`;
      await store.append({ stream, expectedVersion: 0, events: [event], context: this.context() });
    }
    await this.run.settle();
  }

  context(): CommandContext {
    const id = commandId('test', ++this.commands);
    const actor = { kind: 'person', id: 'local', authenticatedBy: 'local-user' } as const;
    return requestContext({ id, actor, at: this.clock.now() });
  }

  settle(): Promise<void> {
    return this.run.settle();
  }

  /** Types of what the distributor recorded, with what tells the events of a channel apart. */
  async recorded(): Promise<readonly string[]> {
    const events = await this.stores.distributor.range(0, 1_000);
    return events.map(({ type, data }) => {
      const { tag, revision, code } = data as { tag?: string; revision?: number; code?: string };
      return [type.split('.')[1], tag, revision, code].filter((part) => part !== undefined).join(' ');
    });
  }

  image(content: string): Promise<StoryImage> {
    return this.story.build(content, { bytes: Buffer.from(content), diffId: `sha256:${'0'.repeat(64)}` });
  }

  resolve(tag: string): Promise<Digest | undefined> {
    return this.app.get(PublishedContent).resolve('nginx', tag);
  }
}

let world: World;
let [A, B]: StoryImage[] = [];
const image = (of: StoryImage | undefined): StoryImage => of as StoryImage;

beforeEach(async () => {
  world = new World();
  await world.start();
  [A, B] = [await world.image('a'), await world.image('b')];
  await world.tell(...(await world.story.accepted()));
});
afterEach(() => world.app.close());

const publishA = async () => {
  await world.tell(...world.story.revision(1, image(A)), await world.story.approved(image(A)));
};
const publishB = async () => {
  await world.tell(...world.story.revision(2, image(B)), await world.story.approved(image(B)));
};

describe('an approved image', () => {
  it('is signed, attested and published, and only then', async () => {
    await world.tell(...world.story.revision(1, image(A)));
    expect(await world.recorded()).toStrictEqual([]);
    expect(await world.resolve('latest')).toBeUndefined();
    await world.tell(await world.story.approved(image(A)));
    expect(await world.recorded()).toStrictEqual(['ImageSigned', 'ImageAttested', 'ChannelMoved latest 1']);
    expect(await world.resolve('latest')).toBe(image(A).index);
    expect(await world.resolve('1.2.3-r1')).toBe(image(A).index);
  });

  it('carries its signatures and attestations as referrers and in the legacy form', async () => {
    await publishA();
    const content = world.app.get(PublishedContent);
    const types = async (subject: string) =>
      (await content.referrers('nginx', subject as Digest))
        .map((one) => one.annotations['dev.sigstore.bundle.predicateType'])
        .sort();
    const all = [
      'https://cyclonedx.org/bom',
      'https://in-toto.io/attestation/test-result/v0.1',
      'https://sigstore.dev/cosign/sign/v1',
      'https://slsa.dev/provenance/v1',
      'https://spdx.dev/Document',
    ];
    expect(await types(image(A).index)).toStrictEqual(all);
    const child = image(A).platforms[0]?.manifest ?? '';
    expect(await types(child)).toStrictEqual(all.filter((type) => !type.includes('test-result')));
    for (const subject of [image(A).index, child]) {
      for (const kind of ['sig', 'att']) {
        const digest = await world.resolve(`${subject.replace(':', '-')}.${kind}`);
        expect(await content.manifest('nginx', digest as Digest)).toBeDefined();
      }
    }
    expect(await content.hasBlob('nginx', image(A).layer)).toBe(true);
    expect(await content.hasBlob('nginx', image(B).layer)).toBe(false);
  });

  it('is published once, however often it is asked for', async () => {
    const approval = await world.story.approved(image(A));
    await world.tell(...world.story.revision(1, image(A)), approval);
    const before = await world.recorded();
    await world.tell(approval, world.story.built(1, image(A)));
    expect(await world.recorded()).toStrictEqual(before);
  });

  it('is attested again, and not signed again, for a new plan', async () => {
    await publishA();
    await world.tell(...(await world.story.accepted('boot')));
    expect(await world.recorded()).toHaveLength(3);
    await world.tell(await world.story.approved(image(A), 'boot'));
    expect((await world.recorded()).slice(3)).toStrictEqual(['ImageAttested']);
    const referrers = await world.app.get(PublishedContent).referrers('nginx', image(A).index);
    expect(referrers).toHaveLength(6);
  });
});

describe('the head', () => {
  it('that is rejected leaves the channel where it is', async () => {
    await publishA();
    await world.tell(...world.story.revision(2, image(B)), await world.story.rejected(image(B)));
    expect(await world.resolve('latest')).toBe(image(A).index);
  });

  it('takes the channel along', async () => {
    await publishA();
    await publishB();
    expect(await world.resolve('latest')).toBe(image(B).index);
    expect(await world.resolve('1.2.3-r1')).toBe(image(A).index);
    expect(await world.resolve('1.2.3-r2')).toBe(image(B).index);
  });

  it('that has an older image again moves the channel back without signing again', async () => {
    await publishA();
    await publishB();
    await world.tell(...world.story.revision(3, image(A)));
    expect(await world.resolve('latest')).toBe(image(A).index);
    expect((await world.recorded()).at(-1)).toBe('ChannelMoved latest 3');
    expect((await world.recorded()).filter((line) => line === 'ImageSigned')).toHaveLength(2);
  });

  it('is not overtaken by a superseded revision that is approved late', async () => {
    await world.tell(...world.story.revision(1, image(A)), ...world.story.revision(2, image(B)));
    await world.tell(await world.story.approved(image(A)));
    expect(await world.recorded()).toStrictEqual([]);
    await world.tell(await world.story.approved(image(B)));
    expect(await world.resolve('latest')).toBe(image(B).index);
  });

  it('with other tags retires those that it no longer names', async () => {
    await publishA();
    await world.tell(...world.story.revision(2, image(B), ['1', '2']), await world.story.approved(image(B)));
    expect(await world.resolve('latest')).toBeUndefined();
    expect(await world.resolve('2')).toBe(image(B).index);
  });

  it('of a retired definition retires the channels', async () => {
    await publishA();
    await world.tell(world.story.retired());
    expect((await world.recorded()).at(-1)).toBe('ChannelRetired latest');
    expect(await world.resolve('latest')).toBeUndefined();
    expect(await world.resolve('1.2.3-r1')).toBe(image(A).index);
  });
});

describe('nothing is published', () => {
  const refuses = async (code: string) => {
    expect(await world.recorded()).toStrictEqual([`PublicationRefused ${code}`]);
    expect(await world.resolve('latest')).toBeUndefined();
    expect(await world.app.get(PublishedContent).hasRepository('nginx')).toBe(false);
  };

  it('for an approval that the tester did not sign', async () => {
    const [builder] = world.signers;
    const forger = world.storyOf(builder, new InMemorySigner('tester'));
    await world.tell(...world.story.revision(1, image(A)), await forger.approved(image(A)));
    await refuses('signature-invalid');
  });

  it('for a provenance that the builder did not sign', async () => {
    const forger = world.storyOf(new InMemorySigner('builder'), world.signers[1]);
    const forged = await forger.build('a', { bytes: Buffer.from('miner'), diffId: `sha256:${'0'.repeat(64)}` });
    await world.tell(...world.story.revision(1, forged), await world.story.approved(forged));
    await refuses('signature-invalid');
  });

  it('when a provenance and a verdict are taken from other bytes', async () => {
    const [platform] = image(A).platforms;
    const swapped = {
      ...image(A),
      platforms: [{ ...platform, provenance: image(B).platforms[0]?.provenance }],
    } as StoryImage;
    await world.tell(...world.story.revision(1, swapped), await world.story.approved(image(A)));
    await refuses('provenance-mismatch');
  });

  it('when a blob was swapped', async () => {
    world.content.damage(image(A).layer, Buffer.from('x'));
    await world.tell(...world.story.revision(1, image(A)), await world.story.approved(image(A)));
    await refuses('blob-mismatch');
  });

  it('when a manifest was swapped', async () => {
    world.content.damage(image(A).platforms[0]?.manifest as Digest, Buffer.from('{}'));
    await world.tell(...world.story.revision(1, image(A)), await world.story.approved(image(A)));
    await refuses('content-corrupt');
  });

  it('when an approval is claimed with the statement of a rejection', async () => {
    const { data } = (await world.story.rejected(image(A))) as { data: object };
    await world.tell(...world.story.revision(1, image(A)), { type: 'tester.ImageApproved.v1', data });
    await refuses('verdict-not-passed');
  });
});

describe('a person', () => {
  const latest = { repository: 'nginx', tag: 'latest' };
  const send = async (command: MoveChannel | FreezeChannel | ThawChannel) => {
    const events = await world.app.get(CommandBus).execute(command);
    await world.settle();
    return events;
  };

  it('rolls back, and the channel stays until it is thawed', async () => {
    await publishA();
    await publishB();
    await send(new MoveChannel(latest, image(A).index, 'broken', world.context()));
    expect(await world.resolve('latest')).toBe(image(A).index);
    await world.tell(world.story.built(2, image(B)));
    expect(await world.resolve('latest')).toBe(image(A).index);
    await send(new ThawChannel(latest, world.context()));
    expect(await world.resolve('latest')).toBe(image(B).index);
  });

  it('freezes, and a newer head waits', async () => {
    await publishA();
    await send(new FreezeChannel(latest, 'audit', world.context()));
    await publishB();
    expect(await world.resolve('latest')).toBe(image(A).index);
  });

  it('reads what happened', async () => {
    await publishA();
    await send(new FreezeChannel(latest, 'audit', world.context()));
    const queries = world.app.get(QueryBus);
    expect(await queries.execute(new Channels())).toMatchObject([
      { repository: 'nginx', tag: 'latest', index: image(A).index, revision: 1, publication: '1.2.3-r1', frozen: true },
    ]);
    expect((await queries.execute(new ChannelHistory(latest))).map(({ what, by }) => [what, by.kind])).toStrictEqual([
      ['moved', 'service'],
      ['frozen', 'person'],
    ]);
    expect(await queries.execute(new Images())).toMatchObject([
      { image: 'nginx', channels: ['latest'], digest: image(A).index, verdict: 'approved', packages: 1 },
    ]);
  });
});
