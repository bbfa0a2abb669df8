import { packageStream, type PackageEvent } from '@quench/contracts';
import { fold } from '@quench/kernel';
import {
  Clock,
  EventStore,
  handle,
  NOTHING,
  ReadModels,
  workContext,
  WorkQueue,
  type Claim,
  type Completion,
  type Moot,
  type Worker,
} from '@quench/ports';
import { followedPackage } from '@quench/watcher-domain';
import { Injectable } from '@nestjs/common';
import { askAgain } from './ask-again.js';
import { AskRegistry } from './ask-registry.js';
import { Pace } from './pace.js';
import { followedPackages } from './packages.handler.js';

/** Asks a registry for the releases of one package, records what is new, and asks to be run again. */
@Injectable()
export class ReleasesWorker implements Worker {
  readonly kind = 'releases';
  readonly concurrency = 2;
  readonly leaseMs = 120_000;
  readonly maxAttempts = 8;

  constructor(
    private readonly store: EventStore,
    private readonly models: ReadModels,
    private readonly queue: WorkQueue,
    private readonly clock: Clock,
    private readonly registry: AskRegistry,
    private readonly pace: Pace,
  ) {}

  async work(claim: Claim): Promise<Completion | Moot> {
    const { key: purl } = claim;
    if (!(await followedPackages(this.models)).includes(purl)) return NOTHING;
    const quiet = this.pace.quietUntil(purl);
    if (quiet !== undefined) return (tx) => askAgain(this.queue, claim, quiet, tx);
    const stream = packageStream(purl);
    const state = fold(followedPackage, (await this.store.read<PackageEvent>(stream)).events);
    const answer = await this.registry.ask(purl, state);
    const context = workContext({ service: 'watcher', claim, at: this.clock.now(), part: 'releases' });
    const next = this.pace.nextOfPackage(claim, answer);
    return async (tx) => {
      await handle(this.store, { stream, decider: followedPackage, tx }, { ...answer, purl }, context);
      await askAgain(this.queue, claim, next, tx);
    };
  }
}
