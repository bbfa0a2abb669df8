/** A topic as it is on the broker, or as it is to be. */
export interface Topic {
  readonly name: string;
  readonly partitions: number;
  readonly replicas: number;
  /** By Kafka's own names; one that is to be says only what matters. */
  readonly settings: Readonly<Record<string, string>>;
}

export interface TopicWishes {
  /** The services that publish a feed. */
  readonly services: readonly string[];
  /** On how many brokers each record lies. */
  readonly replicas: number;
  /** How long the broker keeps records; what is older is pulled. */
  readonly retentionMs: number;
}

/** The topic that carries a service's feed. */
export const topicOf = (service: string): string => `quench.${service}`;

/** One topic per service. One partition: the feed has one order, and consumers do milliseconds of work. */
export const topicPlan = ({ services, replicas, retentionMs }: TopicWishes): readonly Topic[] =>
  services.map((service) => ({
    name: topicOf(service),
    partitions: 1,
    replicas,
    settings: {
      // Compaction would let a late duplicate win over what came after it.
      'cleanup.policy': 'delete',
      'retention.ms': String(retentionMs),
      // With three replicas a record that was acknowledged survives any one broker, and any one may be away.
      'min.insync.replicas': String(replicas >= 3 ? 2 : 1),
      'unclean.leader.election.enable': 'false',
      'max.message.bytes': '1048588',
      // Consumers ask for what came since an instant; a producer's clock must not decide it.
      'message.timestamp.type': 'LogAppendTime',
      // The broker unpacks what a stranger packed, so that its limit is that of the readers, too.
      'compression.type': 'uncompressed',
    },
  }));

/** What of a topic is not as it is to be, a line each; empty when all is. */
export function differences(wanted: Topic, found: Topic): readonly string[] {
  const pairs: readonly (readonly [string, string | number, string | number | undefined])[] = [
    ['partitions', wanted.partitions, found.partitions],
    ['replicas', wanted.replicas, found.replicas],
    ...Object.entries(wanted.settings).map(([name, value]) => [name, value, found.settings[name]] as const),
  ];
  return pairs
    .filter(([, value, is]) => value !== is)
    .map(([what, value, is]) => `${wanted.name}: ${what} is ${String(is ?? 'not set')} and must be ${String(value)}`);
}
