import { definition } from '@quench/builder-domain';
import { definitionStream, type DefinitionEvent, type ImageLine } from '@quench/contracts';
import type { Appended } from '@quench/kernel';
import { Clock, EventStore, handle, workContext, type Claim, type Completion, type Worker } from '@quench/ports';
import { Injectable } from '@nestjs/common';

/** The work that records the end of a version stream. */
export const END = 'end';

/** `<image>/<version stream>` */
export const streamKey = ({ image, versionStream }: Pick<ImageLine, 'image' | 'versionStream'>): string =>
  `${image}/${versionStream}`;

/** Records that the last day of a version stream is over, because of the definition that says which day that is. */
@Injectable()
export class EndStreamWorker implements Worker {
  readonly kind = END;
  readonly concurrency = 1;
  readonly leaseMs = 60_000;
  readonly maxAttempts = 8;

  constructor(
    private readonly store: EventStore,
    private readonly clock: Clock,
  ) {}

  async work(claim: Claim): Promise<Completion> {
    const [image = '', versionStream = ''] = claim.key.split('/');
    const stream = definitionStream(image);
    const { events } = await this.store.read<DefinitionEvent>(stream);
    const accepted = events.findLast(({ type }: Appended<DefinitionEvent>) => type === 'builder.DefinitionAccepted.v1');
    const causes = [...new Set([...claim.causes, ...(accepted === undefined ? [] : [accepted.id])])];
    const at = this.clock.now();
    const context = workContext({ service: 'builder', claim: { ...claim, causes }, at, part: END });
    return async (tx) => {
      const command = { type: 'EndStream', image, versionStream, at } as const;
      await handle(this.store, { stream, decider: definition, tx }, command, context);
    };
  }
}
