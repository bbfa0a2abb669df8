import 'reflect-metadata';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Rejection } from '@quench/kernel';
import { eventually } from '@quench/testing';
import { Injectable, Logger, Module, type INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import {
  AggregateRoot,
  CommandBus,
  CommandHandler,
  CqrsModule,
  EventBus,
  EventsHandler,
  QueryBus,
  QueryHandler,
  Saga,
  type ICommand,
} from '@nestjs/cqrs';
import { map, type Observable } from 'rxjs';

class Freeze {
  constructor(readonly channel: string) {}
}
class Frozen {
  constructor(readonly channel: string) {}
}
class IsFrozen {
  constructor(readonly channel: string) {}
}

@CommandHandler(Freeze)
class FreezeHandler {
  execute({ channel }: Freeze): Promise<never> {
    failures.push('command');
    return Promise.reject(new Rejection('channel-unknown', `No channel ${channel}`));
  }
}

@QueryHandler(IsFrozen)
class IsFrozenHandler {
  execute({ channel }: IsFrozen): Promise<boolean> {
    return Promise.resolve(channel === 'latest');
  }
}

let failures: string[] = [];

@EventsHandler(Frozen)
class FailingHandler {
  handle(): never {
    failures.push('handler');
    throw new Error('lost');
  }
}

@Injectable()
class FailingSaga {
  @Saga()
  follow(events: Observable<object>): Observable<ICommand> {
    return events.pipe(map(() => new Freeze('from a saga')));
  }
}

@Module({
  imports: [CqrsModule.forRoot({ rethrowUnhandled: false })],
  providers: [FreezeHandler, IsFrozenHandler, FailingHandler, FailingSaga],
})
class TestModule {}

let context: INestApplicationContext;
beforeEach(async () => {
  Logger.overrideLogger(false);
  failures = [];
  context = await NestFactory.createApplicationContext(TestModule, { logger: false });
});
afterEach(() => context.close());

describe('what Quench uses of CQRS', () => {
  it('CommandBus.execute rejects with the very rejection of the handler', async () => {
    const refused = context.get(CommandBus).execute(new Freeze('nginx:latest'));
    await expect(refused).rejects.toBeInstanceOf(Rejection);
    await expect(refused).rejects.toMatchObject({ name: 'Rejection', code: 'channel-unknown' });
  });

  it('QueryBus.execute answers what the handler answers', async () => {
    expect(await context.get(QueryBus).execute(new IsFrozen('latest'))).toBe(true);
  });
});

describe('what Quench does not use, and why', () => {
  it('EventBus.publish tells nobody that a handler failed, nor that the command of a saga was refused', async () => {
    expect(() => context.get(EventBus).publish(new Frozen('latest'))).not.toThrow();
    await eventually('both failed', () => failures.length === 2);
    expect(failures.sort()).toEqual(['command', 'handler']);
  });

  it('AggregateRoot finds its event methods by class name, so that a renamed class loses events in silence', () => {
    class Channel extends AggregateRoot {
      frozen = 0;
      onFrozen(): void {
        this.frozen++;
      }
    }
    const channel = new Channel();
    channel.apply(new Frozen('latest'));
    expect(channel.frozen).toBe(1);
    const name = Object.getOwnPropertyDescriptor(Frozen, 'name');
    Object.defineProperty(Frozen, 'name', { value: 'a', configurable: true });
    channel.apply(new Frozen('latest'));
    Object.defineProperty(Frozen, 'name', { ...name });
    expect(channel.frozen).toBe(1);
  });
});
