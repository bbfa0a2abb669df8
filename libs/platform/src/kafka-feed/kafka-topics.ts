import { Rejection } from '@quench/kernel';
import type { KafkaClient } from './kafka-client.js';
import { differences, type Topic } from './topic-plan.js';

/** How a topic on the broker stands to the plan. */
export interface TopicState {
  readonly name: string;
  readonly state: 'as-planned' | 'missing' | 'different';
  /** What of it is not as planned, a line each. */
  readonly differences: readonly string[];
}

/** Each topic of the plan, in its order. @throws TransientFault `kafka-unavailable` */
export async function topicStates(client: KafkaClient, plan: readonly Topic[]): Promise<readonly TopicState[]> {
  const found = new Map((await client.topics(plan.map(({ name }) => name))).map((topic) => [topic.name, topic]));
  return plan.map((topic) => {
    const is = found.get(topic.name);
    if (is === undefined) return { name: topic.name, state: 'missing', differences: [] };
    const wrong = differences(topic, is);
    return { name: topic.name, state: wrong.length === 0 ? 'as-planned' : 'different', differences: wrong };
  });
}

/**
 * Makes the planned topics that are missing. An existing topic is never changed: what differs from the plan may be
 * somebody's decision, and is refused with every difference before anything is made.
 * @returns the names of those that were made
 * @throws Rejection `kafka-topic-differs`
 * @throws TransientFault `kafka-unavailable`
 */
export async function applyTopics(client: KafkaClient, plan: readonly Topic[]): Promise<readonly string[]> {
  const missing = await missingTopics(client, plan);
  if (missing.length > 0) await client.createTopics(missing);
  return missing.map(({ name }) => name);
}

/**
 * Refuses to start on a broker whose topics are not those of the plan.
 * @throws Rejection `kafka-topic-missing`, `kafka-topic-differs`
 * @throws TransientFault `kafka-unavailable`
 */
export async function checkTopics(client: KafkaClient, plan: readonly Topic[]): Promise<void> {
  const missing = await missingTopics(client, plan);
  if (missing.length === 0) return;
  const names = missing.map(({ name }) => name).join(', ');
  throw new Rejection(
    'kafka-topic-missing',
    `The broker has no topic ${names}. Make it, as whoever may, with: quench kafka topics --apply --config FILE`,
  );
}

async function missingTopics(client: KafkaClient, plan: readonly Topic[]): Promise<readonly Topic[]> {
  const states = await topicStates(client, plan);
  const wrong = states.flatMap((topic) => topic.differences);
  if (wrong.length === 0) return plan.filter((_topic, at) => states[at]?.state === 'missing');
  throw new Rejection(
    'kafka-topic-differs',
    `The topics on the broker are not as the feed needs them. ${wrong.join('; ')}`,
  );
}
