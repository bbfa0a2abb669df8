import type { Gauge } from '@quench/ports';
import { Injectable } from '@nestjs/common';
import { HoldViews } from './hold-views.js';

/** How many updates a person is to decide about, in all lines of the catalog. */
@Injectable()
export class HeldUpdates implements Gauge<'waiting' | 'overdue'> {
  readonly name = 'held_updates';
  readonly help = 'Updates that wait for the decision of a person, and those of which the deadline has passed';
  readonly states = ['waiting', 'overdue'] as const;

  constructor(private readonly views: HoldViews) {}

  async read(): Promise<Readonly<Record<'waiting' | 'overdue', number>>> {
    const held = await this.views.all({ phase: 'held' });
    const overdue = held.filter((view) => view.overdue).length;
    return { waiting: held.length - overdue, overdue };
  }
}
