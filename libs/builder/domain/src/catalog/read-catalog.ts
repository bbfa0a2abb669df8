import type { Distribution, ImageDefinition } from '@quench/contracts';
import type { Assets } from './assets.js';
import { isWithin } from './place-mistakes.js';
import type { Problem } from './problem.js';
import { certificateMistakes, type CertificateRule } from './trust-mistakes.js';
import { draftDefinition, readerOf, type ReadDefinition } from './read-definition.js';
import { readFamilies } from './read-families.js';
import { isPolicyFile, readPolicy } from './read-policy.js';

/** The texts of a catalog folder. */
export interface CatalogFolder {
  /** Definition files and `policy.yaml` by path relative to the folder. */
  readonly definitions: ReadonlyMap<string, string>;
  readonly assets: Assets;
}

/** What only an ecosystem knows. */
export interface EcosystemRules {
  /** What is wrong with a distribution, where something is. */
  unknown(distribution: Distribution): string | undefined;
  /** What is wrong with releases that a definition takes files of, where something is. @param purl without a version */
  release(purl: string, constraint: string): string | undefined;
  /** What is wrong with an ecosystem that a project is said to be of, where something is. */
  project(ecosystem: string): string | undefined;
  /** A file of the catalog folder as a certificate authority. */
  readonly certificate: CertificateRule;
  /** Paths without leading `/` at and below which no definition may put a file, each with why and what is expected. */
  readonly reserved: readonly { readonly path: string; readonly reason: string }[];
}

const NO_RULES: EcosystemRules = {
  unknown: () => undefined,
  release: () => undefined,
  project: () => undefined,
  certificate: (path) => ({ fingerprint: path }),
  reserved: [],
};

type Read = ReadDefinition & { readonly file: string };

/** Every definition of a folder by image name, and everything that is wrong with the others, in the order of their lines. */
export function readCatalog(
  folder: CatalogFolder,
  rules: EcosystemRules = NO_RULES,
): {
  readonly definitions: readonly ImageDefinition[];
  readonly problems: readonly Problem[];
} {
  const policy = readPolicy(folder.definitions);
  const drafts = [...folder.definitions]
    .filter(([file]) => !isPolicyFile(file))
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([file, text]) => draftDefinition(file, text));
  const families = readFamilies(drafts, readerOf(folder.assets, policy.rules));
  const read = families.map((one, index) => ({ file: drafts[index]?.file ?? '', ...one }));
  const unknowns = read.flatMap(({ file, distributions, line }) =>
    distributions.flatMap(({ distribution, at }) => {
      const message = rules.unknown(distribution);
      return message === undefined
        ? []
        : [{ file, line: line([...at, 'release']), message: `${at.join('.')}: ${message}` }];
    }),
  );
  const distrusted = read.flatMap(({ file, trust, line }) =>
    certificateMistakes({ trust }, folder.assets, rules.certificate).map(([at, message]) => ({
      ...{ file, line: line(at), message },
    })),
  );
  const elsewhere = read.flatMap(({ file, releases, ecosystems, line }) =>
    [
      ...releases.map(({ purl, version, at }) => ({ at, message: rules.release(purl, version) })),
      ...ecosystems.map(({ name, at }) => ({ at, message: rules.project(name) })),
    ].flatMap(({ at, message }) =>
      message === undefined ? [] : [{ file, line: line(at), message: `${at.join('.')}: ${message}` }],
    ),
  );
  const own = read.flatMap(({ problems }) => problems);
  return {
    definitions: read.flatMap(({ definition }) => definition ?? []).sort((a, b) => (a.image < b.image ? -1 : 1)),
    problems: [
      ...[...policy.problems, ...own, ...unknowns, ...elsewhere, ...distrusted],
      ...[...notFree(read, rules), ...sameName(read)],
    ].sort(byPlace),
  };
}

/** As people go through files. What is in no line is about the whole file. */
const byPlace = (a: Problem, b: Problem): number =>
  a.file === b.file ? (a.line ?? 0) - (b.line ?? 0) : a.file < b.file ? -1 : 1;

function notFree(read: readonly Read[], { reserved }: EcosystemRules): readonly Problem[] {
  return read.flatMap(({ file, places, line }) =>
    places.flatMap(({ path: place, at }) => {
      const found = reserved.find(({ path }) => isWithin(place, `/${path}`));
      if (found === undefined) return [];
      return [{ file, line: line(at), message: `${at.join('.')}: /${found.path} ${found.reason}` }];
    }),
  );
}

function sameName(read: readonly Read[]): readonly Problem[] {
  return read.flatMap(({ file, image, line }, index) => {
    const first = read.slice(0, index).find((other) => image !== undefined && other.image === image);
    if (image === undefined || first === undefined) return [];
    const message = `image: "${image}" is already defined in ${first.file}; names are unique`;
    return [{ file, line: line(['image']), message }];
  });
}
