import type { ChildProcess } from 'node:child_process';
import type { Log } from '@quench/ports';
import type { SlotName } from './slots.js';

/** One instance as the supervisor sees it. */
export interface InstanceState {
  readonly slot: SlotName;
  /** Undefined while it waits for its next start. */
  readonly pid: number | undefined;
  /** Whether it says that it can take work. */
  readonly ready: boolean;
  /** Starts after the first. */
  readonly restarts: number;
  /** How it ended last, if it did. */
  readonly ended: string | undefined;
}

/** What a supervisor is given. */
export interface SupervisorOptions {
  /** Asked again and again: what should run now. */
  wanted(): Promise<readonly SlotName[]>;
  launch(slot: SlotName): Promise<ChildProcess>;
  /** Whether it can take work. */
  isReady(slot: SlotName): Promise<boolean>;
  /** Whether it answers and works; asked of what has been ready once, or has been starting for ten minutes. */
  isLive(slot: SlotName): Promise<boolean>;
  /** Called when something has changed. */
  report(instances: readonly InstanceState[]): Promise<void>;
  readonly log: Log;
  /** How long an instance may take to end after SIGTERM before it is killed. */
  readonly graceMs: number;
  /** How often to look; 250 ms by default. */
  readonly everyMs?: number;
  /** Milliseconds since whenever, never going back; the clock of this process by default. */
  readonly nowMs?: () => number;
}
