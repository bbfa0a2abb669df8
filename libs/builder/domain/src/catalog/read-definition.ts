import type { DefinitionAccount, DefinitionFile, ImageDefinition, RunSettings, TestSpec } from '@quench/contracts';
import { Rejection } from '@quench/kernel';
import { NONROOT } from '@quench/plugin-sdk';
import { channelTemplate } from './channel-template.js';
import { didYouMean } from './nearest.js';
import type { Problem } from './problem.js';
import { readYaml, type YamlFile } from './read-yaml.js';
import { schemaProblems } from './schema-problems.js';
import { testSpecs } from './test-specs.js';
import type { WrittenDefinition, WrittenFile } from './written-definition.js';

/** A file of the catalog folder that definitions may copy into images. */
export interface Asset {
  readonly sha256: string;
  readonly size: number;
}

/** Assets by path relative to the catalog folder. */
export type Assets = ReadonlyMap<string, Asset>;

const ALL_POCKETS = ['release', 'updates', 'security'];

/** A definition, and where its parts stand in its file. */
export interface PlacedDefinition {
  readonly definition: ImageDefinition;
  readonly line: YamlFile['line'];
}

/** Reads one definition file into its normal form, or says everything that is wrong with it. */
export function readDefinition(file: string, text: string, assets: Assets): ImageDefinition | readonly Problem[] {
  const read = placedDefinition(file, text, assets);
  return 'definition' in read ? read.definition : read;
}

/** As `readDefinition`, for one who may find more mistakes. */
export function placedDefinition(file: string, text: string, assets: Assets): PlacedDefinition | readonly Problem[] {
  const yaml = readYaml(file, text);
  if (!('line' in yaml)) return yaml;
  const shape = schemaProblems(yaml);
  if (shape.length > 0) return shape;
  const written = yaml.value as WrittenDefinition;
  const problems = meaningProblems(written, yaml, assets);
  return problems.length > 0 ? problems : { definition: normalForm(written, assets), line: yaml.line };
}

function meaningProblems(written: WrittenDefinition, yaml: YamlFile, assets: Assets): readonly Problem[] {
  const at = (path: readonly (string | number)[], message: string): Problem => ({
    file: yaml.file,
    line: yaml.line(path),
    message,
  });
  const accounts = accountsOf(written);
  const names = new Set(accounts.map(({ name }) => name));
  const user = written.run?.user;
  return [
    ...(user !== undefined && !names.has(user)
      ? [at(['run', 'user'], `run.user: ${none('account', user, [...names])}`)]
      : []),
    ...Object.entries(written.files ?? {}).flatMap(([path, asset]) => [
      ...(assets.has(asset.from)
        ? []
        : [at(['files', path, 'from'], `files.${path}: the catalog folder has ${noFile(asset.from, assets)}`)]),
      ...(asset.user === undefined || asset.user === 'root' || names.has(asset.user)
        ? []
        : [at(['files', path, 'user'], `files.${path}: ${none('account', asset.user, ['root', ...names])}`)]),
    ]),
    ...written.channels.flatMap((channel, index) => channelProblem(channel).map((m) => at(['channels', index], m))),
    ...testProblems(written).map(([path, m]) => at(path, m)),
  ];
}

const none = (what: string, name: string, known: readonly string[]): string =>
  `no ${what} "${name}".${didYouMean(name, known)} Known: ${known.join(', ')}`;

const noFile = (path: string, assets: Assets): string => `no file "${path}".${didYouMean(path, [...assets.keys()])}`;

function channelProblem(channel: string): readonly string[] {
  try {
    channelTemplate(channel);
    return [];
  } catch (error) {
    if (error instanceof Rejection) return [error.message];
    throw error;
  }
}

function testProblems(written: WrittenDefinition): readonly (readonly [readonly (string | number)[], string])[] {
  const specs = testSpecs(written.tests ?? []);
  const names = specs.map(({ name }) => name);
  const doubled = names.filter((name, index) => names.indexOf(name) !== index);
  const needsRun = specs.some(({ rung }) => rung !== 'structure') && written.run === undefined;
  return [
    ...patternProblems(specs),
    ...doubled.map((name) => [['tests'], `tests: two tests are named "${name}"`] as const),
    ...(needsRun ? [[['tests'], 'tests: boot and probe need run.entrypoint'] as const] : []),
    ...(written.policy?.waive ?? []).flatMap(({ test }, index) =>
      names.includes(test) ? [] : [[['policy', 'waive', index], `policy.waive: ${none('test', test, names)}`] as const],
    ),
  ];
}

/** A pattern that is no regular expression would only be noticed when an image is tested. */
function patternProblems(specs: readonly TestSpec[]): readonly (readonly [readonly (string | number)[], string])[] {
  return specs.flatMap((spec) => {
    const pattern = patternOf(spec);
    if (pattern === undefined) return [];
    try {
      new RegExp(pattern, 'm');
      return [];
    } catch {
      return [[['tests'], `tests: ${spec.name}: "${pattern}" is not a regular expression`] as const];
    }
  });
}

function patternOf(spec: TestSpec): string | undefined {
  if (spec.rung === 'boot') return spec.expect.output;
  if (spec.rung === 'structure') return undefined;
  return spec.probe.kind === 'http' ? spec.probe.body : spec.probe.output;
}

const accountsOf = ({ accounts = {} }: WrittenDefinition): readonly DefinitionAccount[] => [
  NONROOT,
  ...Object.entries(accounts)
    .map(([name, { uid, gid = uid, home = '/' }]) => ({ name, uid, gid, home }))
    .sort((a, b) => (a.name < b.name ? -1 : 1)),
];

function normalForm(written: WrittenDefinition, assets: Assets): ImageDefinition {
  const accounts = accountsOf(written);
  return {
    image: written.image,
    summary: written.summary,
    distribution: distributionOf(written.distribution),
    platforms: [...(written.platforms ?? ['linux/amd64'])].sort(),
    packages: written.packages,
    files: Object.fromEntries(
      Object.entries(written.files ?? {}).map(([path, file]) => [path, definitionFile(file, assets, accounts)]),
    ),
    env: written.env ?? {},
    workdir: written.workdir ?? runAccount(written, accounts).home,
    accounts: accounts.filter(({ name }) => name !== NONROOT.name),
    volumes: [...(written.volumes ?? [])].sort(),
    run: runSettings(written, accounts),
    labels: written.labels ?? {},
    ...(written.owner !== undefined && { owner: written.owner }),
    channels: written.channels,
    tests: testSpecs(written.tests ?? []),
    policy: { waive: written.policy?.waive ?? [] },
  };
}

function distributionOf(written: WrittenDefinition['distribution']): ImageDefinition['distribution'] {
  const { release, pockets = ALL_POCKETS } = typeof written === 'string' ? { release: written } : written;
  return { release, pockets: ALL_POCKETS.filter((pocket) => pockets.includes(pocket)) };
}

const runAccount = (written: WrittenDefinition, accounts: readonly DefinitionAccount[]): DefinitionAccount =>
  accounts.find(({ name }) => name === written.run?.user) ?? NONROOT;

function runSettings(written: WrittenDefinition, accounts: readonly DefinitionAccount[]): RunSettings {
  const { entrypoint = [], cmd = [], ports = [], stopSignal = 'SIGTERM' } = written.run ?? {};
  const { name, uid, gid } = runAccount(written, accounts);
  return { entrypoint, cmd, user: name, uid, gid, ports: [...ports].sort((a, b) => a - b), stopSignal };
}

function definitionFile(
  { from, mode = '0644', user = 'root' }: WrittenFile,
  assets: Assets,
  accounts: readonly DefinitionAccount[],
): DefinitionFile {
  const asset = assets.get(from);
  if (asset === undefined) throw new Rejection('catalog-file-missing', `The catalog folder has no file "${from}"`);
  const owner = accounts.find(({ name }) => name === user);
  return { ...asset, mode: Number.parseInt(mode, 8), uid: owner?.uid ?? 0, gid: owner?.gid ?? 0 };
}
