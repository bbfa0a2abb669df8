import type { Command, Query } from '@nestjs/cqrs';
import type { Actor, Recorded } from '@quench/kernel';
import type { ContentStore, Parking, PublicKey, Runner, WorkQueue } from '@quench/ports';
import type { ScrubReport } from '@quench/platform/content-store';
import type { ReachedArchive, ReadDistribution } from './reach-archives.js';
import type { FollowedFacts } from './follow-facts.js';
import type { ServiceName } from '@quench/platform/service-process';

/** What became of a piece of work, for people. */
export interface WorkStep {
  readonly service: string;
  readonly kind: string;
  readonly key: string;
  readonly what: 'started' | 'finished' | 'failed';
  readonly reason?: string | undefined;
}

/** All services in one process, over one data directory. */
export interface Factory {
  /** Absolute. */
  readonly data: string;
  readonly content: ContentStore;
  readonly actor: Actor;
  /** Public keys of services that sign. */
  readonly keys: readonly PublicKey[];
  command<T>(service: ServiceName, command: Command<T>): Promise<T>;
  query<T>(service: ServiceName, query: Query<T>): Promise<T>;
  queue(service: ServiceName): Promise<WorkQueue>;
  parking(service: ServiceName): Promise<Parking>;
  /** What runs images. */
  runner(): Promise<Runner>;
  /** Starts numbering and consuming events, and working, unless another process does. */
  run(): Promise<void>;
  /** Tries parked events again, all or those of one key. Answers how many were digested. */
  retryParked(key: string | undefined): Promise<number>;
  /** Whether nothing is left to do now, here or in another process. */
  isConverged(): Promise<boolean>;
  /** Resolves when nothing is left to do now. Needs `run`, here or in another process. */
  converge(signal: AbortSignal): Promise<void>;
  /**
   * Resolves when all that happened before can be asked for: `why`, `whynot` and `history` tell it. Work is not waited
   * for. Where another process runs the services, that one sees to it in its own time.
   * @throws the reason of the signal
   */
  historyTold(signal: AbortSignal): Promise<void>;
  /** Asks every archive that distributions read for its signed index, each once. */
  reachArchives(distributions: readonly ReadDistribution[]): Promise<readonly ReachedArchive[]>;
  /** Reads every kept content and sets aside what is not what its name says. */
  scrub(): Promise<ScrubReport>;
  onStep(listener: (step: WorkStep) => void): void;
  /** Tells every fact from now on, as it gets its number. */
  followFacts(tell: (fact: Recorded) => void): Promise<FollowedFacts>;
  /** `127.0.0.1:<port>` where images are to be pulled from; starts listening. */
  serve(): Promise<{ readonly address: string; readonly wantedPort: number }>;
  /** Hands running work back and lets go of everything. */
  close(): Promise<void>;
}
