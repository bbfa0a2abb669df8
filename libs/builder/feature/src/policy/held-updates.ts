import { Clock, type Gauge } from '@quench/ports';
import { Injectable } from '@nestjs/common';
import { HoldViews } from './hold-views.js';

/** Whoever asks more often reads nothing: everybody on the machine may. */
const FRESH_MS = 15_000;

type Counts = Readonly<Record<'waiting' | 'overdue', number>>;

/** How many updates a person is to decide about, in all lines of the catalog. */
@Injectable()
export class HeldUpdates implements Gauge<'waiting' | 'overdue'> {
  readonly name = 'held_updates';
  readonly help = 'Updates that wait for the decision of a person, and those of which the deadline has passed';
  readonly states = ['waiting', 'overdue'] as const;
  private last: { readonly at: number; readonly counts: Promise<Counts> } | undefined;

  constructor(
    private readonly views: HoldViews,
    private readonly clock: Clock,
  ) {}

  async read(): Promise<Counts> {
    const at = Date.parse(this.clock.now());
    if (this.last === undefined || at - this.last.at >= FRESH_MS) this.last = { at, counts: this.count() };
    try {
      return await this.last.counts;
    } catch (fault) {
      this.last = undefined;
      throw fault;
    }
  }

  private async count(): Promise<Counts> {
    const held = await this.views.all({ phase: 'held' });
    const overdue = held.filter((view) => view.overdue).length;
    return { waiting: held.length - overdue, overdue };
  }
}
