import { digest, TransientFault } from '@quench/kernel';
import { handle, type Claim, type Completion, type Worker } from '@quench/ports';
import { randomUUID } from 'node:crypto';
import {
  buildStream,
  channelStream,
  lineStream,
  verdictStream,
  type Built,
  type Judged,
  type Locked,
  type Moved,
} from './mill.events.js';
import { channelDecider } from './mill.rules.js';
import { contextOf, doneBy, holds, latest, type MillWorld } from './mill.world.js';
import { LIMITS, nothing } from './mill.workers.js';

/** What is written down before it is pushed. */
interface Intent {
  readonly target: string;
  readonly seal: string;
}

const MAX_SEAL_BYTES = 1_000;

/** Seals the image of a line's head, pushes the seal outside once and moves the channel, in this order. */
export class PublishWorker implements Worker {
  readonly kind = 'publish';
  readonly concurrency = 2;
  readonly leaseMs = LIMITS.leaseMs;
  readonly maxAttempts = LIMITS.maxAttempts;

  constructor(private readonly world: MillWorld) {}

  async work(claim: Claim): Promise<Completion> {
    const kept = claim.effect?.request as Intent | undefined;
    if (kept !== undefined && claim.effect?.state === 'intended') await this.push(claim, kept);
    const found = await this.desired(claim.key);
    if (found === undefined) return nothing;
    const { head, version, built } = found;
    const target = `${head.line}@${String(head.revision)}`;
    const seal = kept?.target === target ? kept.seal : await this.seal(claim, target);
    const { line, revision } = head;
    const move = { line, revision, digest: built.digest, seal, by: doneBy(claim) };
    const guards = [{ stream: lineStream(line), version }];
    const channel = { stream: channelStream(line), decider: channelDecider, guards };
    return async (tx) => {
      await handle(this.world.store, { ...channel, tx }, move, contextOf(claim));
    };
  }

  /** The head's image, when it is proven and the channel is not there yet. */
  private async desired(line: string) {
    const { store, statements } = this.world;
    const { data: head, version } = await latest<Locked>(store, lineStream(line));
    if (head === undefined) return undefined;
    const { data: at } = await latest<Moved>(store, channelStream(line));
    const { data: built } = await latest<Built>(store, buildStream(head.recipe));
    const { data: judged } = await latest<Judged>(store, verdictStream(head.recipe));
    if (built === undefined || judged?.verdict !== 'approved' || at?.revision === head.revision) return undefined;
    const subject = built.digest;
    const proofs = [
      { envelope: built.provenance, service: 'builder', subject, word: head.recipe },
      { envelope: judged.envelope, service: 'tester', subject, word: 'approved' },
    ];
    for (const proof of proofs) if (!(await holds(statements.builder, proof))) return undefined;
    return { head, version, built };
  }

  /** An earlier generation may have got through without coming to its end: what it pushed counts. */
  private async seal(claim: Claim, target: string): Promise<string> {
    const { content, queue, registry } = this.world;
    const [there] = await registry.digests(target);
    if (there !== undefined) return there;
    const { digest: seal } = await content.write(Buffer.from(`seal of ${target} ${randomUUID()}`));
    const intent: Intent = { target, seal };
    if (!(await queue.intend(claim, { ...intent }))) throw new TransientFault('claim-lost', `${target} is not mine`);
    await this.push(claim, intent);
    return seal;
  }

  /** Asks the target first: an earlier try may have got through. */
  private async push(claim: Claim, { target, seal }: Intent): Promise<void> {
    const { registry, content, queue } = this.world;
    const there = await registry.digests(target);
    if (!there.includes(seal)) {
      await registry.push(target, seal, await content.read(digest(seal), { maxBytes: MAX_SEAL_BYTES }));
    }
    if (!(await queue.settle(claim, 'confirmed', {}))) throw new TransientFault('claim-lost', `${target} is not mine`);
  }
}
