import type { Command } from '@nestjs/cqrs';
import { ApplyCatalog, DecideUpdate } from '@quench/builder-feature';
import { lineIn, type ChannelEvent, type HoldEvent } from '@quench/contracts';
import { FreezeChannel, MoveChannel, ThawChannel, type ChannelOutcome } from '@quench/distributor-feature';
import { commandId, QuenchError, TransientFault } from '@quench/kernel';
import { requestContext } from '@quench/ports';
import { writtenCatalog } from '@quench/testing';
import { RunTests } from '@quench/tester-feature';
import { PollNow } from '@quench/watcher-feature';
import { Life } from './life.js';
import { LINED, type Act } from './scenario.js';
import type { ServiceProcess } from './service-process.js';
import type { ServiceName } from './services.js';
import type { World } from './world.js';

const ACTOR = { kind: 'person', id: 'operator', authenticatedBy: 'local-user' } as const;
const FOLDER = { path: '/catalog', instead: undefined, offered: 'once' } as const;
const PATIENCE_MS = 15_000;
/** A request goes off within this, and half of its copies do, so that both are worked on at the same time. */
const AT_ONCE_MS = 100;
const LATEST_COPY_MS = 90_000;

interface Request {
  readonly id: string;
  readonly service: ServiceName;
  /** Made anew for each try: it is told what time it is. */
  command(): Command<unknown>;
}

/** An update that waits, in the version that a person was asked about. */
type Held = DecideUpdate['update'];

/** Whoever asks for things, again and again with the same key until there is an answer. */
export class Operator {
  private readonly life = new Life('operator');
  private requests = 0;
  private inHand: Promise<void> = Promise.resolve();

  /** @param processOf a process of a service that can be reached, if there is one */
  constructor(
    private readonly world: World,
    private readonly processOf: (service: ServiceName) => ServiceProcess | undefined,
  ) {}

  /** After what was asked before has been answered. */
  ask(act: Exclude<Act, { act: 'publish' }>): void {
    // What a person looks at when they decide: by the time that they are heard, another version may have come.
    const held = act.act === 'release' || act.act === 'reject' ? this.lastHeld(act.image) : undefined;
    this.world.timeline.as(this.life, () => {
      this.inHand = this.inHand.then(() => this.untilAnswered(this.request(act, held)));
    });
  }

  /** Asks each of the queues to try again what it has given up. */
  retryTheDead(): void {
    this.world.timeline.as(this.life, () => {
      for (const { queue } of this.world.databases.values()) {
        void queue.list({ states: ['dead'], limit: 1_000 }).then(async (rows) => {
          for (const { kind, key } of rows) await queue.retry(kind, key);
        });
      }
    });
  }

  private async untilAnswered(request: Request): Promise<void> {
    while (!(await this.attempt(request))) await this.world.timeline.sleep(PATIENCE_MS, `${request.id} again`);
  }

  /** Whether there was an answer. */
  private async attempt(request: Request): Promise<boolean> {
    const { timeline, random, faults } = this.world;
    await timeline.pass(request.id, 100);
    if (random() < faults().requests) {
      this.send(request, random() * (random() < 0.5 ? AT_ONCE_MS : LATEST_COPY_MS), () => undefined);
    }
    const isLost = random() < faults().requests;
    const answer = new Promise<boolean>((resolve) => {
      timeline.plan(this.life, PATIENCE_MS, `${request.id} unanswered`, () => resolve(false));
      if (!isLost) this.send(request, random() * AT_ONCE_MS, () => resolve(true));
    });
    return answer;
  }

  /** Brings a request to a process; `done` is called when its answer comes back. */
  private send(request: Request, inMs: number, done: () => void): void {
    const { timeline, random, faults } = this.world;
    timeline.plan(this.life, inMs, request.id, () => {
      const process = this.processOf(request.service);
      if (process === undefined) return;
      timeline.plan(process.life, 1, request.id, () => {
        const back = (): void => {
          if (random() >= faults().requests) timeline.plan(this.life, 1, `${request.id} answered`, done);
        };
        void process.execute(request.command()).then(back, (fault: unknown) => {
          if (!(fault instanceof QuenchError)) this.world.mishaps.push(`${request.id}: ${String(fault)}`);
          if (!(fault instanceof TransientFault)) back();
        });
      });
    });
  }

  private request(act: Exclude<Act, { act: 'publish' }>, held: Held | undefined): Request {
    const id = `request ${String(++this.requests)}: ${act.act}`;
    const context = () => requestContext({ id, actor: ACTOR, at: this.world.clock.now() });
    if (act.act === 'poll') return { id, service: 'watcher', command: () => new PollNow(commandId(id)) };
    if (act.act === 'test') {
      const line = act.image === LINED ? lineIn({ image: LINED, versionStream: 'one' }) : lineIn({ image: act.image });
      return { id, service: 'tester', command: () => new RunTests(line, commandId(id)) };
    }
    if (act.act === 'apply') {
      const options = { idempotencyKey: id, actor: ACTOR, retire: act.retire, folder: FOLDER };
      return { id, service: 'builder', command: () => new ApplyCatalog(writtenCatalog(act.images), options) };
    }
    if (act.act === 'release' || act.act === 'reject') {
      if (held === undefined) return { id, service: 'watcher', command: () => new PollNow(commandId(id)) };
      const type = act.act === 'release' ? 'Release' : 'Reject';
      return { id, service: 'builder', command: () => new DecideUpdate(type, held, id, context()) };
    }
    const channel = { repository: act.image, tag: 'latest' };
    const command = (): Command<ChannelOutcome> => {
      if (act.act === 'freeze') return new FreezeChannel(channel, id, context());
      if (act.act === 'thaw') return new ThawChannel(channel, context());
      return new MoveChannel(channel, before, id, context());
    };
    const before = this.earlier(act.image);
    return { id, service: 'distributor', command };
  }

  /** What a person was asked about last. */
  private lastHeld(image: string): Held | undefined {
    const { log } = this.world.database('builder').store.events;
    const held = log
      .map(({ event }) => event as unknown as HoldEvent)
      .findLast(({ type, data }) => type === 'builder.UpdateHeld.v1' && data.image === image);
    return held?.type === 'builder.UpdateHeld.v1'
      ? { ...held.data, version: held.data.to, shown: undefined }
      : undefined;
  }

  /** What the channel pointed to first, which is as good as anything else to go back to. */
  private earlier(image: string): string {
    const { log } = this.world.database('distributor').store.events;
    const moves = log.map(({ event }) => event as unknown as ChannelEvent);
    const first = moves.find(
      ({ type, data }) => type === 'distributor.ChannelMoved.v1' && data.repository === image && data.tag === 'latest',
    );
    return first?.type === 'distributor.ChannelMoved.v1' ? first.data.to : `sha256:${'0'.repeat(64)}`;
  }
}
