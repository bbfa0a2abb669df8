import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { kill } from 'node:process';
import { stopKafka } from '@quench/platform/embedded-kafka';
import { FactoryWorld } from '../factory/factory-world.js';
import type { MiniPackage } from '@quench/testing';
import { waitFor } from '../factory/wait-for.js';
import { processesOf } from './processes-of.js';

/** What `cluster status` tells. */
export interface ClusterStatus {
  readonly services: readonly {
    readonly name: string;
    readonly instance: string;
    readonly pid?: number;
    readonly ready: boolean;
    readonly port: number;
    readonly restarts: number;
  }[];
  readonly kafka: readonly string[];
  readonly postgres: string;
  readonly converged: boolean;
}

/** A factory of separate services over Kafka, and the miniature archive that it follows. */
export class ClusterWorld {
  private constructor(readonly world: FactoryWorld) {}

  static async start(packages: readonly MiniPackage[]): Promise<ClusterWorld> {
    return new ClusterWorld(await FactoryWorld.start(packages));
  }

  up(...instances: readonly string[]): Promise<ClusterStatus> {
    const wanted = instances.flatMap((instance) => ['--instances', instance]);
    return this.world.quench.json('cluster', 'up', '--catalog', this.world.catalog, ...wanted);
  }

  status(): Promise<ClusterStatus> {
    return this.world.quench.ask('cluster', 'status');
  }

  /** Until nothing is left to do and everything is ready again. */
  async converged(): Promise<ClusterStatus> {
    const looks = waitFor('the cluster to converge', async () => {
      const status = await this.status();
      return status.converged && status.services.every(({ ready }) => ready) ? status : undefined;
    });
    return looks.catch(async (fault: unknown) => {
      throw new Error(`${String(fault)} ${await this.left()}`, { cause: fault });
    });
  }

  /** What keeps it from converging, for people. */
  private async left(): Promise<string> {
    const { services } = await this.status();
    const queue = await this.world.quench.json<readonly { readonly state: string }[]>('queue', 'list');
    const parked = await this.world.quench.json('parked', 'list');
    return JSON.stringify({
      unready: services.filter(({ ready }) => !ready),
      open: queue.filter(({ state }) => state !== 'done'),
      parked,
    });
  }

  /** Kills one instance, and waits until another is ready in its place. */
  async killInstance(instance: string): Promise<void> {
    const { pid } = await this.world.quench.json<{ readonly pid: number }>('cluster', 'kill', instance);
    await waitFor(`${instance} to come back`, async () => {
      const now = (await this.status()).services.find((one) => one.instance === instance);
      return now?.ready === true && now.pid !== pid ? true : undefined;
    });
  }

  /** Kills what runs in this world's data directory and has the words in its command line, once. */
  killProcess(...words: readonly string[]): number {
    const [pid] = processesOf(this.world.quench.data, ...words);
    if (pid === undefined) throw new Error(`Nothing in ${this.world.quench.data} runs ${words.join(' ')}`);
    kill(pid, 'SIGKILL');
    return pid;
  }

  /** Whether any service of this world runs. */
  servicesRun(): boolean {
    return processesOf(this.world.quench.data, '--instance').length > 0;
  }

  /** Where images are served. */
  async gateway(): Promise<string> {
    return (await this.world.quench.ask<{ readonly gateway: string }>('status')).gateway;
  }

  /**
   * How often events had to be pulled because Kafka did not bring them, by what the services say of themselves. Fails
   * unless each of them says it of each of its consumers.
   */
  async repaired(): Promise<number> {
    const { services } = await this.status();
    const figures = await Promise.all(services.map(async ({ port }) => repairedIn(await metricsOf(port))));
    return figures.flat().reduce((sum, value) => sum + value, 0);
  }

  async close(): Promise<void> {
    await this.world.quench.run('cluster', 'down');
    await stopKafka({ data: this.world.quench.data });
    await rm(join(this.world.quench.data, 'kafka'), { recursive: true, force: true });
    await this.world.close();
  }
}

async function metricsOf(port: number): Promise<string> {
  const answer = await fetch(`http://127.0.0.1:${String(port)}/metrics`);
  if (answer.status !== 200) throw new Error(`/metrics of port ${String(port)} answered ${String(answer.status)}`);
  return answer.text();
}

/** One figure per consumer. */
function repairedIn(metrics: string): readonly number[] {
  const consumers = [...metrics.matchAll(/^quench_consumer_lag_events\{/gm)].length;
  const values = [...metrics.matchAll(/^quench_consumer_repaired_events_total\{.*\} (\S+)$/gm)].map(([, value]) =>
    Number(value),
  );
  if (values.length > 0 && values.length === consumers && values.every(Number.isSafeInteger)) return values;
  throw new Error(`${String(consumers)} consumers say of repairs: ${values.join(', ') || 'nothing'}`);
}
