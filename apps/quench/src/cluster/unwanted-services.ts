import { Rejection } from '@quench/kernel';
import { SERVICES, type ServiceName } from '@quench/platform/service-process';
import { serviceOf, slotsOf } from '@quench/platform/supervisor';
import type { ClusterFiles } from './cluster-files.js';
import { readState, readWanted } from './cluster-state.js';

/**
 * Services of which no instance is wanted. What is written down as wanted may be malformed: that hides nothing of what runs,
 * and is said.
 */
export async function unwantedServices(
  files: ClusterFiles,
  note: (line: string) => void,
): Promise<readonly ServiceName[]> {
  try {
    const wanted = slotsOf(await readWanted(files)).map(serviceOf);
    return SERVICES.filter((service) => !wanted.includes(service));
  } catch (fault) {
    if (!(fault instanceof Rejection)) throw fault;
    note(`how many instances are wanted is not known: ${fault.message}`);
    return [];
  }
}

/** The same of a cluster that runs; none where it does not. */
export const unwantedWhileRunning = async (
  files: ClusterFiles,
  note: (line: string) => void,
): Promise<readonly ServiceName[]> => ((await readState(files)) === undefined ? [] : unwantedServices(files, note));
