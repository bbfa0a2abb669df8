import { IntegrityFault, sha256, type EventLike } from '@quench/kernel';
import {
  workContext,
  type Claim,
  type CommandContext,
  type ContentStore,
  type EventStore,
  type Statements,
  type WorkQueue,
} from '@quench/ports';
import type { DoneBy } from './mill.events.js';
import type { Registry } from './registry.js';

/** What the miniature's workers work on. */
export interface MillWorld {
  readonly store: EventStore;
  readonly queue: WorkQueue;
  readonly content: ContentStore;
  readonly statements: { readonly builder: Statements; readonly tester: Statements };
  readonly registry: Registry;
}

/** The latest event of a stream, with the stream's version. */
export async function latest<Event extends EventLike>(
  store: EventStore,
  stream: string,
): Promise<{ readonly data: Event['data'] | undefined; readonly version: number }> {
  const { events, version } = await store.read<Event>(stream);
  return { data: events.at(-1)?.data, version };
}

export const contextOf = (claim: Claim): CommandContext =>
  workContext({ service: 'mill', claim, at: new Date().toISOString(), part: 'result' });

export const doneBy = ({ kind, key, generation, fence }: Claim): DoneBy => ({ kind, key, generation, fence });

/** A signed word about a digest. */
export async function attest(statements: Statements, subject: string, predicate: string): Promise<string> {
  const { envelope } = await statements.sign({
    _type: 'https://in-toto.io/Statement/v1',
    subject: [{ digest: { sha256: subject.replace('sha256:', '') } }],
    predicateType: 'https://mill.example/word/v1',
    predicate: { word: predicate },
  });
  return envelope;
}

/** Whether an envelope holds exactly that word about that digest, by the key that is trusted for `service`. */
export async function holds(
  statements: Statements,
  { envelope, service, subject, word }: { envelope: string; service: string; subject: string; word: string },
): Promise<boolean> {
  try {
    const statement = await statements.verify(envelope as ReturnType<typeof sha256>, service);
    const named = statement.subject.map(({ digest }) => `sha256:${digest.sha256}`);
    return named.includes(subject) && JSON.stringify(statement.predicate) === JSON.stringify({ word });
  } catch (error) {
    if (error instanceof IntegrityFault) return false;
    throw error;
  }
}
