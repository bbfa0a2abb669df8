import { lineIn, lineKey, type ChannelEvent, type LockEvent, type VerdictEvent } from '@quench/contracts';
import { built, heads, verdicts } from '@quench/distributor-domain';
import type { EventLike } from '@quench/kernel';
import type { LineFact } from '@quench/testing';
import { consumerOf } from './observed-service.js';
import type { World } from './world.js';

/**
 * What the distributor knew and did, in the order of its own commits: a head that it has not heard of yet is none that it
 * could follow.
 * @param lines keys of those of the last catalog that get an image; what is gone comes to no rest
 */
export async function lineFacts(world: World, lines: readonly string[]): Promise<readonly LineFact[]> {
  const { ledger, store } = world.database('distributor');
  const heard = ledger.effects.flatMap(({ consumer, eventId, order }): readonly LineFact[] => {
    if (consumer === consumerOf(heads)) return lockFact(eventOf(world, 'builder', eventId) as LockEvent, order);
    if (consumer === consumerOf(built)) return builtFact(eventOf(world, 'builder', eventId) as LockEvent, order);
    if (consumer === consumerOf(verdicts)) return verdictFact(eventOf(world, 'tester', eventId) as VerdictEvent, order);
    return [];
  });
  const followed = new Map<string, string>();
  const done = store.events.log.flatMap(({ event }) =>
    moveFact(event as unknown as ChannelEvent, followed, world.committed.get(event.id) ?? 0),
  );
  const current = new Set(lines);
  return [...heard, ...done].filter((fact) => !('line' in fact) || current.has(fact.line));
}

function eventOf(world: World, producer: 'builder' | 'tester', id: string): EventLike {
  const found = world.database(producer).store.events.log.find(({ event }) => event.id === id);
  if (found === undefined) throw new Error(`No event ${id} of ${producer}: expected what a consumer digested`);
  return found.event;
}

const recipeOf = (of: readonly { readonly recipe: string }[]): string => of.map(({ recipe }) => recipe).join();

function lockFact({ type, data }: LockEvent, seq: number): readonly LineFact[] {
  if (type !== 'builder.LockResolved.v1') return [];
  return [{ fact: 'locked', line: lineKey(data), revision: data.revision, recipe: recipeOf(data.recipes), seq }];
}

function builtFact({ type, data }: LockEvent, seq: number): readonly LineFact[] {
  if (type !== 'builder.ImageBuilt.v1') return [];
  return [{ fact: 'built', recipe: recipeOf(data.platforms), digest: data.index, provenance: 'valid', seq }];
}

const verdictFact = ({ type, data }: VerdictEvent, seq: number): readonly LineFact[] => [
  {
    ...{ fact: 'judged', digest: data.index, signature: 'valid', seq },
    verdict: type === 'tester.ImageApproved.v1' ? 'approved' : 'rejected',
  },
];

/** @param followed the line that each channel followed last */
function moveFact({ type, data }: ChannelEvent, followed: Map<string, string>, seq: number): readonly LineFact[] {
  if (type !== 'distributor.ChannelMoved.v1' && type !== 'distributor.ChannelRolledBack.v1') return [];
  const channel = `${data.repository}:${data.tag}`;
  if (!('revision' in data)) {
    return [{ fact: 'rolled-back', line: followed.get(channel) ?? '', channel, revision: 0, digest: data.to, seq }];
  }
  const line = lineKey(lineIn({ ...data, image: data.repository }));
  followed.set(channel, line);
  return [{ fact: 'moved', line, channel, revision: data.revision, digest: data.to, seq }];
}
