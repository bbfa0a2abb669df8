import { TransientFault } from '@quench/kernel';
import { ToyHost, type ToyArchive } from '@quench/testing';
import type { ContentStore } from '@quench/ports';
import type { Faults } from './faults.js';
import type { Timeline } from './timeline.js';

/** The way to an archive that does not always answer, and takes its time. */
export class SimulatedHost extends ToyHost {
  constructor(
    archive: ToyArchive,
    content: ContentStore,
    private readonly world: {
      readonly timeline: Timeline;
      readonly random: () => number;
      readonly faults: () => Faults;
    },
  ) {
    super(archive, content);
  }

  override async get(url: string): Promise<Uint8Array | undefined> {
    await this.world.timeline.pass('archive', 200);
    if (this.world.random() < this.world.faults().network) {
      throw new TransientFault('registry-unreachable', 'The connection broke off');
    }
    return super.get(url);
  }
}
