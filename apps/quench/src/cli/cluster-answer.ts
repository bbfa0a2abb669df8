import { Standing } from '@quench/builder-feature';
import { readGateway } from '@quench/platform/registry-gateway';
import { SERVICES, type ServiceName } from '@quench/platform/service-process';
import type { Command } from 'commander';
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

/** What a cluster says of itself. */
export interface Seen {
  readonly state: ClusterState;
  readonly lacking: readonly ServiceName[];
}

/** What the factory says that it works on. */
export interface Worked {
  readonly gateway: string;
  readonly edition: number;
  /** Whether nothing is left to do now. */
  readonly isDone: boolean;
}

/** Looks at the factory that a cluster works on. */
export const clusterAnswer = (context: CliContext, command: Command, seen: Seen): Promise<ClusterAnswer> =>
  context.withFactory(command, 'look', async (factory) => {
    const gateway = (await readGateway(factory.data)) ?? '';
    const { edition } = await factory.query('builder', new Standing());
    return answerOf(seen, { gateway, edition, isDone: await factory.isConverged() });
  });

/** An instance that is wanted anew is not among those of the state until the supervisor has seen it. */
export function answerOf({ state, lacking }: Seen, { gateway, edition, isDone }: Worked): ClusterAnswer {
  const { services, kafka, postgres } = state;
  const allReady = services.every((one) => one.ready);
  const complete = SERVICES.every((service) => services.some(({ name }) => name === service));
  const converged = isDone && edition > 0 && lacking.length === 0 && allReady && complete;
  return { services, kafka, postgres, gateway, lacking, converged };
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
