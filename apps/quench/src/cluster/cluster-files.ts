import { join } from 'node:path';
import type { ServiceName } from '@quench/platform/service-process';
import type { SlotName } from '@quench/platform/supervisor';

/** Where a cluster on this host keeps what, below its data directory. */
export interface ClusterFiles {
  readonly folder: string;
  /** How many instances are wanted. */
  readonly wanted: string;
  /** What the supervisor says of itself. */
  readonly state: string;
  /** How the supervisor was started. */
  readonly launch: string;
  /** The supervisor's own log. */
  readonly log: string;
  configurationOf(service: ServiceName): string;
  logOf(slot: SlotName): string;
}

/** @param data absolute */
export function clusterFiles(data: string): ClusterFiles {
  const folder = join(data, 'cluster');
  return {
    folder,
    wanted: join(folder, 'wanted.json'),
    state: join(folder, 'state.json'),
    launch: join(folder, 'launch.json'),
    log: join(folder, 'supervisor.log'),
    configurationOf: (service) => join(folder, `${service}.json`),
    logOf: (slot) => join(folder, `${slot}.log`),
  };
}
