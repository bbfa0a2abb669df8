import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A test that shows what a fault does. */
export interface Showing {
  /** From the checkout. */
  readonly spec: string;
  /** Its title, or as much of it as is in the source. */
  readonly test: string;
  /** Whether it runs in every `test`, or only in the long one. */
  readonly tier: 'test' | '--faults';
}

export interface Fault {
  readonly fault: string;
  readonly injected: string;
  /** The invariants that are checked afterwards. */
  readonly checked: readonly string[];
  readonly shownBy: readonly Showing[];
  /** Why there is nothing to inject. */
  readonly notShown?: string;
}

/** Every fault and every protection against them. */
export interface FaultTable {
  readonly groups: readonly { readonly title: string; readonly faults: readonly Fault[] }[];
  /** By the name of the patch that takes it away. */
  readonly protections: Readonly<Record<string, string>>;
}

/** The table as it is kept in `tools/faults`. */
export const faultTable = (root: string): FaultTable =>
  JSON.parse(readFileSync(join(root, 'tools/faults/faults.json'), 'utf8')) as FaultTable;
