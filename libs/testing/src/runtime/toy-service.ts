import type { Projection, Reactor } from '@quench/kernel';
import { Service, type Gauge, type Resync, type Worker } from '@quench/ports';

type Counted = { readonly type: 'test.Counted.v2'; readonly data: { readonly by: number; readonly unit: string } };

/** A read model of the counting stream that `counted` events belong to. */
export interface Total {
  readonly sum: number;
  readonly events: number;
  /** The units seen, in the order of their first event. */
  readonly units: readonly string[];
}

/** Sums the counts of each stream, and of all streams together in the row `all`. */
export function totals(version = 1): Projection<Total, Counted> {
  return {
    name: 'totals',
    version,
    producer: 'toy',
    types: ['test.Counted.v2'],
    keys: ({ stream }) => [stream, 'all'],
    apply(rows, { stream, data }) {
      if (data.unit === 'poison') throw new TypeError('cannot read properties of poison');
      const add = (row: Total = { sum: 0, events: 0, units: [] }): Total => ({
        sum: row.sum + data.by,
        events: row.events + 1,
        units: row.units.includes(data.unit) ? row.units : [...row.units, data.unit],
      });
      return new Map([stream, 'all'].map((key) => [key, add(rows.get(key))]));
    },
  };
}

/** Wants each stream that counted to be audited. An event of the unit `poison` fails until `cure` is called. */
export function auditor(): { readonly reactor: Reactor<Counted>; cure(): void } {
  let cured = false;
  return {
    reactor: {
      name: 'auditor',
      producer: 'toy',
      types: ['test.Counted.v2'],
      react({ stream, data }) {
        if (data.unit === 'poison' && !cured) throw new TypeError('cannot read properties of poison');
        return [{ kind: 'audit', key: stream }];
      },
    },
    cure: () => {
      cured = true;
    },
  };
}

/** A service of the given parts. */
export class ToyService extends Service {
  override readonly name = 'toy';
  override readonly reactors: readonly Reactor[];
  override readonly projections: readonly Projection<object>[];
  override readonly workers: readonly Worker[];
  override readonly resyncs: readonly Resync[];
  override readonly gauges: readonly Gauge[] = [];

  constructor(parts: {
    readonly reactors?: readonly Reactor[];
    readonly projections?: readonly Projection<object>[];
    readonly workers?: readonly Worker[];
    readonly resyncs?: readonly Resync[];
  }) {
    super();
    this.reactors = parts.reactors ?? [];
    this.projections = parts.projections ?? [];
    this.workers = parts.workers ?? [];
    this.resyncs = parts.resyncs ?? [];
  }
}
