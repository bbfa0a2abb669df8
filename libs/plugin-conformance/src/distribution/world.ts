import type { DistributionPlugin, HeldFile, Resolution, Snapshot } from '@quench/plugin-sdk';
import { NothingToTry } from '../nothing-to-try.js';
import type { ReplayHost, Tools, Weather } from '../replay-host.js';
import { answered, hostsOver } from '../world.js';
import type { DistributionSamples, SnapshotSamples } from './samples.js';

/** What a plugin made of the samples: what further questions to it are about. */
export interface DistributionWorld {
  readonly snapshots: readonly Snapshot[];
  /** Of the same sources, later. */
  readonly later: readonly Snapshot[];
  readonly resolution: Resolution;
  /** Of the resolution, in its order. */
  readonly files: readonly HeldFile[];
  /** Two releases of one package. */
  readonly before: HeldFile;
  readonly after: HeldFile;
  /** A host that holds all of this. */
  knowing(weather?: Weather): ReplayHost;
  /** A host that holds nothing. */
  ignorant(weather?: Weather): ReplayHost;
}

/** @throws NothingToTry, with the question, when the plugin does not answer one of the samples */
export async function distributionWorld(
  make: () => DistributionPlugin,
  samples: DistributionSamples,
  tools: Tools,
): Promise<DistributionWorld> {
  const { recorded, dependencies, artifacts } = samples;
  const plugin = make();
  const laterAnswers = new Map([...recorded.answers, ...samples.snapshots.later]);
  const hosts = hostsOver(recorded, tools);
  const [now, then] = [hosts.ignorant(), hostsOver({ ...recorded, answers: laterAnswers }, tools).ignorant()];
  const snapshots = await takeAll(plugin, samples.snapshots, now);
  const later = await takeAll(make(), samples.snapshots, then);
  const options = { platform: samples.snapshots.platform, snapshots, without: [] };
  const resolution = await answered('dependencies.resolve', () =>
    plugin.dependencies.resolve(dependencies.project, options, now),
  );
  const files = await fetchAll(plugin, resolution, now);
  const keep = (url: string): Promise<HeldFile> => {
    const body = laterAnswers.get(url);
    if (body === undefined) throw new NothingToTry(`${url} is not recorded`);
    return now.keep(body);
  };
  const [before, after] = [await keep(artifacts.before), await keep(artifacts.after)];
  const knowing = hosts.knowing(new Map([...then.contents, ...now.contents]));
  return { snapshots, later, resolution, files, before, after, knowing, ignorant: hosts.ignorant };
}

async function takeAll(
  { snapshots }: DistributionPlugin,
  { distribution, pockets, platform, now }: SnapshotSamples,
  host: ReplayHost,
): Promise<readonly Snapshot[]> {
  const taken: Snapshot[] = [];
  const options = { previous: undefined, platforms: [platform], now };
  for (const source of await answered('snapshots.sources', () => snapshots.sources(distribution, pockets))) {
    const name = `snapshots.take ${source.suite}`;
    const snapshot = await answered(name, () => snapshots.take(source, options, host));
    if (snapshot === undefined) throw new NothingToTry(`${name}: nothing was taken`);
    taken.push(snapshot);
  }
  return taken;
}

async function fetchAll(
  { artifacts }: DistributionPlugin,
  { dependencies }: Resolution,
  host: ReplayHost,
): Promise<readonly HeldFile[]> {
  const files: HeldFile[] = [];
  for (const artifact of await answered('artifacts.locate', () => artifacts.locate(dependencies, host))) {
    const file = await answered(`the file of ${artifact.purl}`, () => host.store(artifact));
    if (file === undefined) throw new NothingToTry(`the file of ${artifact.purl}: ${artifact.url} is not recorded`);
    files.push(file);
  }
  return files;
}
