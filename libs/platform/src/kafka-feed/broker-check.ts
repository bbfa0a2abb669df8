import { Rejection, TransientFault } from '@quench/kernel';
import { askApiVersions, type ApiVersions, type BrokerAddress } from '../kafka-protocol/index.js';

/** A request of the client that we use, and the versions of it that the client can write. */
export interface KnownRequest {
  readonly name: string;
  readonly key: number;
  readonly min: number;
  readonly max: number;
}

/**
 * What is asked of brokers, as the client writes it. The client never looks at the lowest version that a broker still
 * knows: one that has left ours behind would just close the connection.
 */
export const REQUESTS: readonly KnownRequest[] = [
  { name: 'Produce', key: 0, min: 0, max: 7 },
  { name: 'Fetch', key: 1, min: 0, max: 11 },
  { name: 'ListOffsets', key: 2, min: 0, max: 3 },
  { name: 'Metadata', key: 3, min: 0, max: 6 },
  { name: 'OffsetCommit', key: 8, min: 0, max: 5 },
  { name: 'OffsetFetch', key: 9, min: 1, max: 4 },
  { name: 'FindCoordinator', key: 10, min: 0, max: 2 },
  { name: 'JoinGroup', key: 11, min: 0, max: 5 },
  { name: 'Heartbeat', key: 12, min: 0, max: 3 },
  { name: 'LeaveGroup', key: 13, min: 0, max: 3 },
  { name: 'SyncGroup', key: 14, min: 0, max: 3 },
  { name: 'SaslHandshake', key: 17, min: 0, max: 1 },
  { name: 'ApiVersions', key: 18, min: 0, max: 2 },
  { name: 'CreateTopics', key: 19, min: 0, max: 3 },
  { name: 'InitProducerId', key: 22, min: 0, max: 1 },
  { name: 'DescribeConfigs', key: 32, min: 0, max: 2 },
  { name: 'SaslAuthenticate', key: 36, min: 0, max: 1 },
];

/** The requests that a broker does not understand as we write them, a line each; empty when it understands all. */
export const misunderstood = (broker: ApiVersions): readonly string[] =>
  REQUESTS.flatMap(({ name, key, min, max }) => {
    const known = broker.get(key);
    if (known === undefined) return [`${name}: the broker does not know it`];
    if (known.min <= max && known.max >= min) return [];
    return [`${name}: we write ${range({ min, max })}, the broker reads ${range(known)}`];
  });

const range = ({ min, max }: { readonly min: number; readonly max: number }): string =>
  min === max ? `version ${String(min)}` : `versions ${String(min)} to ${String(max)}`;

/**
 * Refuses brokers that do not understand us. The first of them that answers speaks for all.
 * @throws Rejection `kafka-too-different` with each request that would fail
 * @throws TransientFault `kafka-unavailable` when none answers, with what each of them said
 */
export async function checkBrokers(brokers: readonly BrokerAddress[]): Promise<void> {
  const silent: string[] = [];
  for (const broker of brokers) {
    const answer = await askApiVersions(broker);
    if (typeof answer !== 'string') {
      refuse(broker, misunderstood(answer));
      return;
    }
    silent.push(`${broker.host}: ${answer}`);
  }
  throw new TransientFault('kafka-unavailable', `No broker answers. ${silent.join('; ')}`);
}

function refuse({ host, port }: BrokerAddress, problems: readonly string[]): void {
  if (problems.length === 0) return;
  throw new Rejection(
    'kafka-too-different',
    `The broker ${host}:${String(port)} does not understand what Quench asks. ${problems.join('; ')}. ` +
      `Use a Kafka from 2.1 to 4.x.`,
  );
}
