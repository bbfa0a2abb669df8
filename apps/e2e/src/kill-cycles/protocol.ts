import type { Lock } from './mill.rules.js';

/** The first line that a mill reads. */
export interface Start {
  readonly host: string;
  readonly port: number;
  readonly database: string;
  readonly admin: { readonly user: string; readonly password: string };
  /** Of contents, keys and the registry. */
  readonly folder: string;
  /** Of the projections: a higher one rebuilds them. */
  readonly version: number;
  /** As `QUENCH_FAILPOINT` says it. */
  readonly failpoint?: string;
}

/** Each further line: a command, asked until it is acknowledged, or the wish to be told when everything is done. */
export type Request = { readonly lock: Lock } | { readonly drain: true };

/** What a mill says, a line each. */
export type Report =
  | { readonly said: 'loaded' | 'ready' | 'drained' }
  | {
      readonly said: 'acknowledged';
      readonly order: number;
      readonly commandId: string;
      readonly eventIds: readonly string[];
    }
  /** Nobody knows whether it happened: ask again. */
  | { readonly said: 'refused'; readonly order: number }
  | {
      readonly said: 'claimed' | 'finished';
      readonly kind: string;
      readonly key: string;
      readonly generation: number;
      readonly fence: number;
    };
