import { imageEnv } from '../layout/image-config.js';
import { lineParts, type LineDefinition, type LockedPackage, type TestPlan } from '@quench/contracts';

/** The sandbox's own packages; resolved like any others, from the archive that was verified. */
export const RUNNER_PACKAGES: readonly string[] = ['bubblewrap'];

/** What is asked of the image of a line, with everything that the asking needs. */
export function testPlan(
  definition: LineDefinition,
  runner: readonly LockedPackage[],
  mounts: ReadonlyMap<string, readonly LockedPackage[]>,
): TestPlan {
  const { image, run, env, workdir, volumes, tests } = definition;
  return {
    format: 1,
    image,
    ...lineParts(definition),
    run,
    env: imageEnv(env),
    workdir,
    volumes,
    tests: tests.map((spec) => ({ spec, mounts: mounts.get(spec.name) ?? [] })),
    runner,
  };
}
