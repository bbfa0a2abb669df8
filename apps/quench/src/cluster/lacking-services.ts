import { existsSync } from 'node:fs';
import type { ServiceName } from '@quench/platform/service-process';
import { clusterFiles } from './cluster-files.js';

/** Services that the cluster on a data directory does without; none where no cluster runs there. */
export async function lackingServices(data: string, note: (line: string) => void): Promise<readonly ServiceName[]> {
  const files = clusterFiles(data);
  if (!existsSync(files.state)) return [];
  // With what a cluster is made of come clients of brokers, which take long to load.
  const { unwantedWhileRunning } = await import('./unwanted-services.js');
  return unwantedWhileRunning(files, note);
}
