import { Standing } from '@quench/builder-feature';
import { readGateway } from '@quench/platform/registry-gateway';
import type { ServiceName } from '@quench/platform/service-process';
import type { Command } from 'commander';
import type { Cluster } from '../cluster/cluster.js';
import type { ClusterState } from '../cluster/cluster-state.js';
import type { CliContext } from './context.js';
import { lackingLine } from './lacking-line.js';
import { table } from './output.js';

/** What `cluster status` tells. */
export interface ClusterAnswer extends Omit<ClusterState, 'supervisor'> {
  /** Where images are pulled from; empty while nothing serves them. */
  readonly gateway: string;
  /** Services of which no instance is wanted: nobody does their work. */
  readonly lacking: readonly ServiceName[];
  /** Whether every service has an instance, all are ready, a catalog is applied, and nothing is left to do now. */
  readonly converged: boolean;
}

/** Looks at the factory that a cluster works on. */
export async function clusterAnswer(
  context: CliContext,
  command: Command,
  { cluster, state }: { readonly cluster: Pick<Cluster, 'lacking'>; readonly state: ClusterState },
): Promise<ClusterAnswer> {
  const { services, kafka, postgres } = state;
  const lacking = await cluster.lacking();
  return context.withFactory(command, 'look', async (factory) => {
    const gateway = (await readGateway(factory.data)) ?? '';
    const { edition } = await factory.query('builder', new Standing());
    const able = edition > 0 && lacking.length === 0 && services.every((one) => one.ready);
    return { services, kafka, postgres, gateway, lacking, converged: able && (await factory.isConverged()) };
  });
}

/** The same for people. */
export const clusterLines = (answer: ClusterAnswer): readonly string[] => [
  ...table(
    ['instance', 'pid', 'ready', 'port', 'restarts', 'ended last'],
    answer.services.map(({ instance, pid, ready, port, restarts, ended }) => [
      instance,
      String(pid ?? '-'),
      ready ? 'yes' : 'no',
      String(port),
      String(restarts),
      ended ?? '',
    ]),
  ),
  ...answer.lacking.map(lackingLine),
  `postgres   ${answer.postgres}`,
  `kafka      ${answer.kafka.join(' ')}`,
  `gateway    ${answer.gateway === '' ? 'nothing serves images yet; ask again: quench cluster status' : answer.gateway}`,
  `converged  ${answer.converged ? 'yes' : 'no'}`,
];
