import { BUILD_TYPE, predicateTypes, type ProvenancePredicate, type Recipe } from '@quench/contracts';
import { provenanceOf } from './predicates.js';
import { subjectsOf } from './subjects.js';
import type { ChildEvidence, CompleteRecords, Obstacle } from './evidence.js';

/** The builder must have signed that this manifest came from this recipe, of these packages and no others. */
export function provenanceObstacle(
  child: ChildEvidence,
  { built }: Pick<CompleteRecords, 'built'>,
): Obstacle | undefined {
  const { platform, provenance } = child;
  const manifest = built.platforms.find((one) => one.platform === platform)?.manifest ?? '';
  if (provenance.predicateType !== predicateTypes.provenance) {
    return { code: 'provenance-mismatch', detail: `The provenance of ${platform} is a ${provenance.predicateType}` };
  }
  if (subjectsOf(provenance).join(' ') !== manifest) {
    return {
      code: 'provenance-mismatch',
      detail: `The provenance of ${platform} is about another manifest than ${manifest}`,
    };
  }
  const predicate = provenanceOf(provenance);
  if (predicate === undefined) {
    return { code: 'provenance-malformed', detail: `The provenance of ${platform} has not the shape of SLSA v1` };
  }
  const difference = predicateDifference(predicate, child);
  return difference === undefined
    ? undefined
    : { code: 'provenance-mismatch', detail: `The provenance of ${platform} ${difference}` };
}

function predicateDifference(predicate: ProvenancePredicate, child: ChildEvidence): string | undefined {
  const { buildType, externalParameters, resolvedDependencies } = predicate.buildDefinition;
  if (buildType !== BUILD_TYPE) return `describes a build of the type ${buildType as string}`;
  const unknown = Object.keys(externalParameters).filter((name) => name !== 'recipe' && name !== 'platform');
  if (unknown.length > 0) return `has parameters that nobody knows: ${unknown.join(', ')}`;
  if (externalParameters.recipe !== child.recipe)
    return `names the recipe ${externalParameters.recipe}, not ${child.recipe}`;
  if (externalParameters.platform !== child.platform || child.document.platform !== child.platform) {
    return `was given for ${externalParameters.platform}`;
  }
  const bills = predicate.runDetails.byproducts.map(({ name }) => name);
  if (bills.sort().join(' ') !== 'cyclonedx spdx') {
    return `names the byproducts ${bills.join(', ') || 'none'}, not one bill of materials each of cyclonedx and spdx`;
  }
  return packageDifference(resolvedDependencies, child.document);
}

type Dependencies = ProvenancePredicate['buildDefinition']['resolvedDependencies'];

/** Inputs that are no packages (files of the definition) are covered by the digest of the recipe. */
function packageDifference(dependencies: Dependencies, recipe: Recipe): string | undefined {
  const used = dependencies
    .filter(({ uri }) => uri.startsWith('pkg:'))
    .map(({ uri, digest }) => `${uri} sha256:${digest.sha256}`);
  const locked = recipe.packages.map(({ purl, sha256 }) => `${purl} ${sha256}`);
  const foreign = used.find((one) => !locked.includes(one));
  if (foreign !== undefined) return `names ${foreign}, which is not in the recipe`;
  const lost = locked.find((one) => !used.includes(one));
  return lost === undefined ? undefined : `does not name ${lost}, which is in the recipe`;
}
