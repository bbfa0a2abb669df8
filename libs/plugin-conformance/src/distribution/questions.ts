import type { DistributionPlugin } from '@quench/plugin-sdk';
import { questionsTo, type Question } from '../question.js';
import type { DistributionSamples } from './samples.js';
import type { DistributionWorld } from './world.js';

type Asked = readonly Question<DistributionPlugin>[];

const ask = questionsTo<DistributionPlugin>();

/** Everything that the samples ask of a plugin for a distribution. */
export const distributionQuestions = (samples: DistributionSamples, world: DistributionWorld): Asked => [
  ...snapshotQuestions(samples, world),
  ...packageQuestions(samples, world),
  ...world.files.flatMap((file, at) => fileQuestions(file, at, world)),
];

function snapshotQuestions({ snapshots: samples }: DistributionSamples, world: DistributionWorld): Asked {
  const { distribution, pockets, platform, now } = samples;
  const options = { previous: undefined, platforms: [platform], now };
  const ofEach = world.snapshots.flatMap((snapshot, at) => {
    const { source } = snapshot;
    const pair = { before: snapshot, after: world.later[at] ?? snapshot };
    return [
      ask(`snapshots.take ${source.suite}`, world.ignorant, { source, options }, ({ snapshots }, given, host) =>
        snapshots.take(given.source, given.options, host),
      ),
      ask(`snapshots.check ${source.suite}`, world.knowing, snapshot, ({ snapshots }, given, host) =>
        snapshots.check(given, host),
      ),
      ask(`snapshots.changes ${source.suite}`, world.knowing, pair, ({ snapshots }, { before, after }, host) =>
        snapshots.changes(before, after, host),
      ),
    ];
  });
  return [
    ask('snapshots.sources', world.ignorant, { distribution, pockets }, ({ snapshots }, given) =>
      snapshots.sources(given.distribution, given.pockets),
    ),
    ...ofEach,
  ];
}

function packageQuestions(
  { snapshots: { platform }, dependencies }: DistributionSamples,
  world: DistributionWorld,
): Asked {
  const { snapshots, resolution, before, after, knowing } = world;
  const { project } = dependencies;
  const wanted = { project, options: { platform, snapshots, without: [] } };
  const found = resolution.dependencies;
  return [
    ask('dependencies.resolve', knowing, wanted, (plugin, given, host) =>
      plugin.dependencies.resolve(given.project, given.options, host),
    ),
    ask('artifacts.locate', knowing, found, ({ artifacts }, given, host) => artifacts.locate(given, host)),
    ...found.map((dependency) =>
      ask(`artifacts.verify ${dependency.name}`, knowing, { dependency, snapshots }, ({ artifacts }, given, host) =>
        artifacts.verify(given.dependency, given.snapshots, host),
      ),
    ),
    ask('artifacts.fixes', knowing, { before, after }, ({ artifacts }, given, host) =>
      artifacts.fixes(given.before, given.after, host),
    ),
    ask('artifacts.difference', knowing, { before, after }, ({ artifacts }, given, host) =>
      artifacts.difference(given.before, given.after, host),
    ),
    ask(
      'install.finish',
      knowing,
      { packages: found, contributions: [], accounts: [], mtime: 1 },
      ({ install }, given) => install.finish(given),
    ),
  ];
}

function fileQuestions(file: DistributionWorld['files'][number], at: number, world: DistributionWorld): Asked {
  const name = world.resolution.dependencies[at]?.name ?? file.digest;
  return [
    ask(`install.entries ${name}`, world.knowing, file, ({ install }, given, host) => install.entries(given, host)),
    ask(`install.whole ${name}`, world.knowing, file, ({ install }, given, host) => install.whole(given, host)),
  ];
}
