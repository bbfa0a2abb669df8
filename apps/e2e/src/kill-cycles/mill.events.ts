import type { Contracts } from '@quench/contracts';

/** Which claim a completion belongs to. */
export interface DoneBy {
  readonly kind: string;
  readonly key: string;
  readonly generation: number;
  readonly fence: number;
}

/** A miniature of the factory's facts: a line is locked, its recipe built and judged, its channel moved. */
export interface Locked {
  readonly type: 'mill.Locked.v1';
  readonly data: { readonly line: string; readonly revision: number; readonly recipe: string; readonly order: number };
}

export interface Built {
  readonly type: 'mill.Built.v1';
  readonly data: {
    readonly line: string;
    readonly recipe: string;
    readonly digest: string;
    readonly provenance: string;
    readonly by: DoneBy;
  };
}

export interface Judged {
  readonly type: 'mill.Judged.v1';
  readonly data: {
    readonly line: string;
    readonly digest: string;
    readonly verdict: 'approved' | 'rejected';
    readonly envelope: string;
    readonly by: DoneBy;
  };
}

export interface Moved {
  readonly type: 'mill.Moved.v1';
  readonly data: {
    readonly line: string;
    readonly revision: number;
    readonly digest: string;
    readonly seal: string;
    readonly by: DoneBy;
  };
}

export type MillEvent = Locked | Built | Judged | Moved;

export const MILL_TYPES = ['mill.Locked.v1', 'mill.Built.v1', 'mill.Judged.v1', 'mill.Moved.v1'] as const;

export const millContracts: Contracts = {
  upcasters: {},
  knows: (type) => MILL_TYPES.some((known) => known === type),
  problems: () => [],
};

export const lineStream = (line: string): string => `mill.line/${line}`;
export const buildStream = (recipe: string): string => `mill.build/${recipe}`;
export const verdictStream = (recipe: string): string => `mill.verdict/${recipe}`;
export const channelStream = (line: string): string => `mill.channel/${line}`;
