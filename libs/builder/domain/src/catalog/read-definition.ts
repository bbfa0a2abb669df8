import {
  definitionFormat,
  type DefinedLine,
  type DefinedPlace,
  type DefinedProject,
  type DefinitionAccount,
  type DefinitionFile,
  type Distribution,
  type ImageDefinition,
  type LineSettings,
  type RunSettings,
  type TrustedFile,
} from '@quench/contracts';
import { Rejection } from '@quench/kernel';
import { NONROOT } from '@quench/plugin-sdk';
import { accountsOf } from './accounts-of.js';
import { DEFAULT_PLATFORMS } from './default-platforms.js';
import { distributionOf } from './distribution-of.js';
import { meaningProblems } from './meaning-problems.js';
import type { Asset, Assets } from './assets.js';
import type { Path } from './mistake.js';
import type { Problem } from './problem.js';
import { readFamilies, type DraftReader } from './read-families.js';
import { readYaml, type YamlFile } from './read-yaml.js';
import { projectFiles } from './project-files.js';
import { placeName } from './release-mistakes.js';
import { schemaProblems } from './schema-problems.js';
import { soundParts, type SoundParts } from './sound-parts.js';
import { testSpecs } from './test-specs.js';
import { updateRules, type WrittenUpdateRules } from './update-rules.js';
import type { WrittenDefinition, WrittenFile, WrittenPlace, WrittenProject } from './written-definition.js';
import { isOwn, namesLines, writtenLines, type WrittenLine } from './written-lines.js';

/** Releases that a definition takes files of. */
export interface AskedRelease {
  /** Without a version. */
  readonly purl: string;
  readonly version: string;
  /** Where it stands in the definition. */
  readonly at: Path;
}

/** A file of an image. */
export interface FilePlace {
  /** Absolute, in the image. */
  readonly path: string;
  /** Where it stands in the definition. */
  readonly at: Path;
}

/** A definition file whose shape was looked at, and nothing else. */
export interface Draft {
  readonly file: string;
  /** Undefined for a file that is no YAML. */
  readonly yaml: YamlFile | undefined;
  /** What is wrong so far. */
  readonly problems: readonly Problem[];
  readonly sound: SoundParts;
}

/** What a definition file says, as far as that is known. */
export interface ReadDefinition {
  /** Undefined when anything is wrong with it. */
  readonly definition: ImageDefinition | undefined;
  readonly problems: readonly Problem[];
  /** What it says, with all that it inherits; undefined when anything is wrong with it. */
  readonly written: WrittenDefinition | undefined;
  /** Its name, where it has one. */
  readonly image: string | undefined;
  /** That it says itself, for the image and for its version streams, each with where that stands. */
  readonly distributions: readonly { readonly distribution: Distribution; readonly at: Path }[];
  /** The files that it puts into its images, each with where that stands. */
  readonly places: readonly FilePlace[];
  readonly releases: readonly AskedRelease[];
  /** Files of the catalog folder that it names itself as certificate authorities. */
  readonly trust: readonly string[];
  /** Ecosystems that its projects are of, each with where that stands. */
  readonly ecosystems: readonly { readonly name: string; readonly at: Path }[];
  /** Where its parts stand in its file. */
  readonly line: YamlFile['line'];
}

/** Reads one definition file into its normal form, or says everything that is wrong with it. */
export function readDefinition(file: string, text: string, assets: Assets): ImageDefinition | readonly Problem[] {
  const draft = draftDefinition(file, text);
  const [read] = readFamilies([draft], readerOf(assets, {}));
  return read?.definition ?? read?.problems ?? [];
}

/** Looks at the shape of a definition file. */
export function draftDefinition(file: string, text: string): Draft {
  const yaml = readYaml(file, text);
  if (!('line' in yaml)) return { file, yaml: undefined, problems: yaml, sound: { written: {}, whole: () => false } };
  const { problems, paths } = schemaProblems(yaml);
  return { file, yaml, problems, sound: soundParts(yaml.value, paths) };
}

/** How drafts of a catalog are read. @param catalog what it says of all updates */
export const readerOf = (assets: Assets, catalog: WrittenUpdateRules): DraftReader => ({
  alone: (draft, mistakes) => {
    const found = mistakes.map(([path, message]) => ({
      file: draft.file,
      line: draft.yaml?.line(path) ?? 1,
      message,
    }));
    return readParts(draft, draft.sound, { problems: [...draft.problems, ...found], normal: () => undefined });
  },
  whole: (draft, parts) => {
    const meaning = draft.yaml === undefined ? [] : meaningProblems(parts, draft.yaml, assets);
    const normal = (written: WrittenDefinition): ImageDefinition => normalForm(written, assets, catalog);
    return readParts(draft, parts, { problems: [...draft.problems, ...meaning], normal });
  },
});

/** @param normal undefined for what cannot be known */
function readParts(
  draft: Draft,
  { written }: SoundParts,
  found: {
    readonly problems: readonly Problem[];
    readonly normal: (written: WrittenDefinition) => ImageDefinition | undefined;
  },
): ReadDefinition {
  const { problems, normal } = found;
  const { image, trust = [] } = draft.sound.written;
  // Without any mistake, all of it has its shape.
  const definition = problems.length > 0 ? undefined : normal(written as WrittenDefinition);
  return {
    definition,
    problems,
    written: definition && (written as WrittenDefinition),
    image,
    distributions: askedDistributions(draft.sound.written),
    trust,
    places: filePlaces(written),
    releases: askedReleases(written),
    ecosystems: askedEcosystems(written),
    line: draft.yaml?.line ?? (() => 1),
  };
}

const askedDistributions = ({
  distribution,
  streams = {},
}: Partial<WrittenDefinition>): ReadDefinition['distributions'] =>
  [
    { written: distribution, at: ['distribution'] },
    ...Object.entries(streams).map(([name, stream]) => ({
      written: stream.distribution,
      at: ['streams', name, 'distribution'],
    })),
  ].flatMap(({ written, at }) => (written === undefined ? [] : [{ distribution: distributionOf(written), at }]));

function filePlaces(written: Partial<WrittenDefinition>): readonly FilePlace[] {
  const found = writtenLines(written).flatMap(({ written: { files = {}, place = {}, project = {} }, at }) => [
    ...Object.keys(files).map((path) => ({ path, at: at(['files', path]) })),
    ...Object.keys(place).map((path) => ({ path, at: at(['place', path]) })),
    ...Object.keys(project).map((path) => ({ path, at: at(['project', path]) })),
  ]);
  return [...new Map(found.map((place) => [JSON.stringify(place.at), place])).values()].filter(({ at }) => isOwn(at));
}

function askedReleases(written: Partial<WrittenDefinition>): readonly AskedRelease[] {
  const found = writtenLines(written).flatMap(({ written: { place = {} }, at }) =>
    Object.entries(place).flatMap(([path, { package: of, version }]) =>
      (typeof of === 'string' ? [of] : Object.values(of)).map((purl) => ({ purl, version, at: at(['place', path]) })),
    ),
  );
  return [...new Map(found.map((one) => [JSON.stringify(one), one])).values()].filter(({ at }) => isOwn(at));
}

function askedEcosystems(written: Partial<WrittenDefinition>): ReadDefinition['ecosystems'] {
  const found = writtenLines(written).flatMap(({ written: { project = {} }, at }) =>
    Object.entries(project).map(([path, { ecosystem }]) => ({ name: ecosystem, at: at(['project', path]) })),
  );
  return [...new Map(found.map((one) => [JSON.stringify(one), one])).values()].filter(({ at }) => isOwn(at));
}

function normalForm(written: WrittenDefinition, assets: Assets, catalog: WrittenUpdateRules): ImageDefinition {
  const accounts = accountsOf(written);
  const updates = updateRules(written.policy ?? {}, catalog);
  const of = (settings: Partial<WrittenDefinition>): LineSettings => lineSettings(settings, assets, accounts);
  const lines = writtenLines(written);
  const [main] = namesLines(written) ? [] : lines;
  const definition = {
    image: written.image,
    summary: written.summary,
    distribution: distributionOf(written.distribution),
    platforms: [...(written.platforms ?? DEFAULT_PLATFORMS)].sort(),
    accounts: accounts.filter(({ name }) => name !== NONROOT.name),
    ...(written.trust !== undefined && { trust: trustedFiles(written.trust, assets) }),
    volumes: [...(written.volumes ?? [])].sort(),
    labels: written.labels ?? {},
    policy: { waive: written.policy?.waive ?? [], ...(updates !== undefined && { updates }) },
    ...(main === undefined
      ? { ...of(written), lines: lines.map((line) => definedLine(line, of(line.written))) }
      : { ...of(main.written), ...parentOf(main) }),
  };
  return { ...definition, ...definitionFormat(definition) };
}

function definedLine(
  { versionStream, variant, stream, from, distribution, platforms }: WrittenLine,
  settings: LineSettings,
): DefinedLine {
  const { endOfLife, replacement } = stream;
  return {
    ...{ versionStream, variant, ...settings },
    ...parentOf({ from }),
    ...(distribution !== undefined && { distribution: distributionOf(distribution) }),
    ...(platforms !== undefined && { platforms: [...platforms].sort() }),
    ...(endOfLife !== undefined && { endOfLife }),
    ...(replacement !== undefined && { replacement }),
  };
}

const parentOf = ({ from }: Pick<WrittenLine, 'from'>): Pick<LineSettings, 'from'> =>
  from === undefined ? {} : { from };

function lineSettings(
  written: Partial<WrittenDefinition>,
  assets: Assets,
  accounts: readonly DefinitionAccount[],
): LineSettings {
  const { platforms = DEFAULT_PLATFORMS } = written;
  return {
    packages: written.packages ?? [],
    ...(written.place !== undefined && { places: definedPlaces(written.place, platforms) }),
    ...(written.project !== undefined && { projects: definedProjects(written.project) }),
    files: {
      ...projectFiles(written.project ?? {}, assets),
      ...Object.fromEntries(
        Object.entries(written.files ?? {}).map(([path, file]) => [path, definitionFile(file, assets, accounts)]),
      ),
    },
    env: written.env ?? {},
    workdir: written.workdir ?? runAccount(written, accounts).home,
    run: runSettings(written, accounts),
    ...(written.owner !== undefined && { owner: written.owner }),
    channels: written.channels ?? [],
    tests: testSpecs(written.tests ?? []),
  };
}

const runAccount = (written: Partial<WrittenDefinition>, accounts: readonly DefinitionAccount[]): DefinitionAccount =>
  accounts.find(({ name }) => name === written.run?.user) ?? NONROOT;

function runSettings(written: Partial<WrittenDefinition>, accounts: readonly DefinitionAccount[]): RunSettings {
  const { entrypoint = [], cmd = [], ports = [], stopSignal = 'SIGTERM' } = written.run ?? {};
  const { name, uid, gid } = runAccount(written, accounts);
  return { entrypoint, cmd, user: name, uid, gid, ports: [...ports].sort((a, b) => a - b), stopSignal };
}

function definitionFile(
  { from, mode = '0644', user = 'root' }: WrittenFile,
  assets: Assets,
  accounts: readonly DefinitionAccount[],
): DefinitionFile {
  const asset = assetAt(from, assets);
  const owner = accounts.find(({ name }) => name === user);
  return { ...asset, mode: Number.parseInt(mode, 8), uid: owner?.uid ?? 0, gid: owner?.gid ?? 0 };
}

function assetAt(path: string, assets: Assets): Asset {
  const asset = assets.get(path);
  if (asset === undefined) throw new Rejection('catalog-file-missing', `The catalog folder has no file "${path}"`);
  return asset;
}

const trustedFiles = (paths: readonly string[], assets: Assets): readonly TrustedFile[] =>
  [...paths].sort().map((path) => ({ path, ...assetAt(path, assets) }));

const definedPlaces = (
  place: Readonly<Record<string, WrittenPlace>>,
  platforms: readonly string[],
): readonly DefinedPlace[] =>
  Object.entries(place).map(([path, one]) => {
    const { package: of, version, from = '.' } = one;
    const packages = typeof of === 'string' ? Object.fromEntries(platforms.map((each) => [each, of])) : of;
    return { path, name: placeName(one) ?? path, packages, version, from };
  });

const definedProjects = (project: Readonly<Record<string, WrittenProject>>): readonly DefinedProject[] =>
  Object.entries(project)
    .map(([path, { ecosystem }]) => ({ path, ecosystem }))
    .sort((a, b) => (a.path < b.path ? -1 : 1));
