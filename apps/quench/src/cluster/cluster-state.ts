import { readFile } from 'node:fs/promises';
import { Rejection } from '@quench/kernel';
import { isAlive, replaceFile, type ProcessIdentity } from '@quench/platform/data-directory';
import { SERVICES } from '@quench/platform/service-process';
import type { Instances, SlotName } from '@quench/platform/supervisor';
import type { ClusterFiles } from './cluster-files.js';

/** One instance of a service. */
export interface ClusterInstance {
  readonly name: string;
  readonly instance: SlotName;
  /** Undefined while it waits for its next start. */
  readonly pid?: number | undefined;
  readonly ready: boolean;
  /** Of its health, metrics and feed, on loopback. */
  readonly port: number;
  /** Starts after the first. */
  readonly restarts: number;
  /** How it ended last, if it did. */
  readonly ended?: string | undefined;
}

/** What a supervisor says of its cluster. */
export interface ClusterState {
  readonly supervisor: ProcessIdentity;
  readonly services: readonly ClusterInstance[];
  /** `host:port` each. */
  readonly kafka: readonly string[];
  readonly postgres: string;
}

/** Undefined when no supervisor runs there. */
export async function readState({ state }: ClusterFiles): Promise<ClusterState | undefined> {
  const text = await readIfThere(state);
  if (text === undefined) return undefined;
  const found = JSON.parse(text) as ClusterState;
  return isAlive(found.supervisor) ? found : undefined;
}

export const writeState = ({ state }: ClusterFiles, now: ClusterState): Promise<void> =>
  replaceFile(state, JSON.stringify(now));

/** How a supervisor was started. */
export interface Launch {
  readonly brokers: 1 | 3;
  /** Quench's configuration file, absolute. */
  readonly config?: string | undefined;
  /** Whether it starts a PostgreSQL; undefined where an earlier version wrote this. */
  readonly database?: 'embedded' | 'given' | undefined;
  /** Bytes in its log before this are those of earlier ones. */
  readonly logFrom: number;
}

/** Undefined when none was ever started. */
export async function readLaunch({ launch }: ClusterFiles): Promise<Launch | undefined> {
  const text = await readIfThere(launch);
  return text === undefined ? undefined : (JSON.parse(text) as Launch);
}

export const writeLaunch = ({ launch }: ClusterFiles, how: Launch): Promise<void> =>
  replaceFile(launch, JSON.stringify(how));

/** One of each service. */
export const oneOfEach: Instances = Object.fromEntries(SERVICES.map((service) => [service, 1]));

/** What was asked for last; one of each service where nothing was. @throws Rejection `configuration-invalid` */
export async function readWanted({ wanted }: ClusterFiles): Promise<Instances> {
  const text = await readIfThere(wanted);
  return text === undefined ? oneOfEach : instances(wanted, text);
}

/** A person may have written it. */
function instances(file: string, text: string): Instances {
  try {
    const counts = Object.entries(JSON.parse(text) as Instances);
    const known = new Set<string>(SERVICES);
    if (
      counts.every(([service, count]) => known.has(service) && Number.isInteger(count) && count >= 0 && count < 1_000)
    )
      return Object.fromEntries(counts);
  } catch (cause) {
    throw new Rejection('configuration-invalid', `${file} is not JSON: ${String(cause)}`, { cause });
  }
  throw new Rejection('configuration-invalid', `${file}: expected a number of instances by service`);
}

export const writeWanted = ({ wanted }: ClusterFiles, instances: Instances): Promise<void> =>
  replaceFile(wanted, JSON.stringify(instances));

const readIfThere = (file: string): Promise<string | undefined> =>
  readFile(file, 'utf8').catch((fault: NodeJS.ErrnoException) => {
    if (fault.code === 'ENOENT') return undefined;
    throw fault;
  });
