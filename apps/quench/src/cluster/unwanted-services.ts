import { SERVICES, type ServiceName } from '@quench/platform/service-process';
import { serviceOf, slotsOf } from '@quench/platform/supervisor';
import type { ClusterFiles } from './cluster-files.js';
import { readState, readWanted } from './cluster-state.js';

/** Services of which no instance is wanted. @throws Rejection where the file of what is wanted is none */
export async function unwantedServices(files: ClusterFiles): Promise<readonly ServiceName[]> {
  const wanted = slotsOf(await readWanted(files)).map(serviceOf);
  return SERVICES.filter((service) => !wanted.includes(service));
}

/** The same of a cluster that runs; none where it does not. */
export const unwantedWhileRunning = async (files: ClusterFiles): Promise<readonly ServiceName[]> =>
  (await readState(files)) === undefined ? [] : unwantedServices(files);
