import {
  BUILD_TYPE,
  lineKey,
  type LockedInput,
  type LockedSnapshot,
  type ParentLock,
  type ProvenancePredicate,
  type Recipe,
} from '@quench/contracts';
import { hex, type Digest } from '@quench/kernel';

export interface ProvenanceInput {
  readonly recipe: Recipe;
  readonly recipeDigest: string;
  readonly packages: readonly LockedInput[];
  /** The signed indexes that vouched for the packages. */
  readonly snapshots: readonly LockedSnapshot[];
  /** The lock of the image that this one is derived from: who follows it finds what the parent vouched for. */
  readonly parent: ParentLock | undefined;
  readonly byproducts: { readonly spdx: string; readonly cyclonedx: string };
  readonly invocation: string;
  /** RFC 3339 in UTC. */
  readonly startedOn: string;
  readonly finishedOn: string;
  /** Version of Quench. */
  readonly builderVersion: string;
}

const digestOf = (digest: string): { readonly sha256: string } => ({ sha256: hex(digest as Digest) });

/** SLSA v1 provenance that names every input by digest. */
export function provenance(input: ProvenanceInput): ProvenancePredicate {
  const { recipe, recipeDigest, packages, snapshots, parent, byproducts } = input;
  return {
    buildDefinition: {
      buildType: BUILD_TYPE,
      externalParameters: { recipe: recipeDigest, platform: recipe.platform },
      internalParameters: {
        codec: String(recipe.versions.codec),
        layout: String(recipe.versions.layout),
        ...Object.fromEntries(
          Object.entries(recipe.versions.filter).map(([ecosystem, version]) => [
            `filter.${ecosystem}`,
            String(version),
          ]),
        ),
      },
      resolvedDependencies: [
        ...packages.map(({ purl, sha256 }) => ({ uri: purl, digest: digestOf(sha256) })),
        ...Object.entries(recipe.image.files).map(([path, { sha256 }]) => ({
          uri: `file:${path}`,
          digest: digestOf(sha256),
        })),
        ...snapshots.map(({ source, signed }) => ({
          uri: `archive:${source.origin}/${source.suite}`,
          digest: digestOf(signed),
        })),
        ...(parent === undefined
          ? []
          : [{ uri: `lock:${lineKey(parent)}@${String(parent.revision)}`, digest: digestOf(parent.lock) }]),
        { uri: 'recipe', digest: digestOf(recipeDigest) },
      ],
    },
    runDetails: {
      builder: { id: 'https://quench.example/builder/v1', version: { quench: input.builderVersion } },
      metadata: { invocationId: input.invocation, startedOn: input.startedOn, finishedOn: input.finishedOn },
      byproducts: [
        { name: 'spdx', digest: digestOf(byproducts.spdx) },
        { name: 'cyclonedx', digest: digestOf(byproducts.cyclonedx) },
      ],
    },
  };
}
