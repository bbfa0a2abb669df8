import { SERVICES, type ServiceName } from '@quench/platform/service-process';
import { serviceOf, slotsOf } from '@quench/platform/supervisor';
import { clusterFiles, type ClusterFiles } from './cluster-files.js';
import { readState, readWanted } from './cluster-state.js';

/** Services of which no instance is wanted. @throws Rejection where the file of what is wanted is none */
export async function unwantedServices(files: ClusterFiles): Promise<readonly ServiceName[]> {
  const wanted = slotsOf(await readWanted(files)).map(serviceOf);
  return SERVICES.filter((service) => !wanted.includes(service));
}

/** Services that the cluster on a data directory does without; none where no cluster runs there. */
export async function lackingServices(data: string): Promise<readonly ServiceName[]> {
  const files = clusterFiles(data);
  return (await readState(files)) === undefined ? [] : unwantedServices(files);
}
