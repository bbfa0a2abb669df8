import { execFile } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { execPath, kill } from 'node:process';
import { promisify } from 'node:util';
import { expect } from '@jest/globals';
import { ClusterWorld } from '../cluster/cluster-world.js';
import { helloDefinition, type Fact } from '../factory/factory-world.js';
import { helloPackage } from '../factory/hello-program.js';
import { waitFor } from '../factory/wait-for.js';
import { NewerInstance, newerQuench } from './newer-instance.js';

/** Long enough for the services to be in the middle of a release when the next one comes. */
const BETWEEN_MS = 2_000;

interface Lock {
  readonly packages: readonly { readonly name: string; readonly version: string }[];
}

/** A cluster with one package in all of its images, and instances of a newer version beside it. */
export class UpgradeWorld {
  private readonly newer: NewerInstance[] = [];

  private constructor(
    readonly cluster: ClusterWorld,
    private readonly images: readonly string[],
  ) {}

  /** @param instances such as `builder=2` */
  static async start(images: readonly string[], ...instances: readonly string[]): Promise<UpgradeWorld> {
    const cluster = await ClusterWorld.start([helloPackage('1.0-1')]);
    const upgrade = new UpgradeWorld(cluster, images);
    for (const image of images) await cluster.world.write(`${image}.yaml`, helloDefinition(image));
    await cluster.up(...instances);
    await cluster.converged();
    return upgrade;
  }

  /** One more instance, of a newer version. @param node options and program */
  async join(instance: string, node: readonly string[], port?: number): Promise<void> {
    this.newer.push(await NewerInstance.start(this.cluster.world.quench.data, instance, node, port));
  }

  /** One of a newer version instead of the only old instance of a service, and where that was. */
  async replace(service: string, instance: string, node: readonly string[]): Promise<void> {
    const old = (await this.cluster.status()).services.find(({ name }) => name === service);
    if (old?.pid === undefined) throw new Error(`No ${service} runs`);
    const { pid, port } = old;
    await this.cluster.world.quench.json('cluster', 'scale', `${service}=0`);
    await waitFor(`${old.instance} to end`, () => Promise.resolve(isAlive(pid) ? undefined : true));
    await this.join(instance, node, port);
  }

  async release(version: string): Promise<void> {
    await this.cluster.world.archive.publish('trixie', { put: [helloPackage(version)] });
    await sleep(BETWEEN_MS);
  }

  /** Until each image of a release is published, and nothing is left to do. */
  async published(version: string): Promise<void> {
    const { quench } = this.cluster.world;
    for (const image of this.images) {
      await waitFor(`${image} to be locked to ${version}`, async () => {
        const { packages } = await quench.ask<Lock>('image', 'lock', image);
        return packages.some((one) => one.name === 'hello-server' && one.version === version) || undefined;
      });
      await waitFor(`${image} ${version} to be approved`, async () =>
        (await this.cluster.world.image(image)).verdict === 'approved' ? true : undefined,
      );
    }
    // Not of the cluster, which does without what runs beside it.
    await waitFor('nothing to be left to do', async () =>
      (await quench.ask<{ readonly converged: boolean }>('status')).converged ? true : undefined,
    );
  }

  /** Nothing is parked, nothing is given up, and each image is approved. */
  async expectNothingLost(): Promise<void> {
    const { world } = this.cluster;
    expect(await world.quench.json('parked', 'list')).toEqual([]);
    const work = await world.quench.json<readonly { readonly state: string }[]>('queue', 'list');
    expect(work.filter(({ state }) => state === 'dead')).toEqual([]);
    for (const image of this.images)
      expect(await world.image(image)).toMatchObject({ verdict: 'approved', problem: '' });
  }

  /** The history of an image, as a newer version tells it. */
  async newerHistory(image: string): Promise<readonly Fact[]> {
    const { data } = this.cluster.world.quench;
    const args = [...newerQuench, 'history', image, '--json', '--data', data];
    const { stdout } = await promisify(execFile)(execPath, args, { env: { ...process.env, NODE_OPTIONS: '' } });
    return JSON.parse(stdout) as readonly Fact[];
  }

  /** Tells the newer instances to leave; answers with what codes they did. */
  async leave(): Promise<readonly (number | null)[]> {
    return Promise.all(this.newer.splice(0).map((instance) => instance.stop()));
  }

  async close(): Promise<void> {
    await this.leave();
    await this.cluster.close();
  }
}

function isAlive(pid: number): boolean {
  try {
    return kill(pid, 0);
  } catch {
    return false;
  }
}
