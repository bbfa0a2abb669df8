import { imageEnv } from '../layout/image-config.js';
import { lineParts, planFormat, type LineDefinition, type LockedPackage, type TestPlan } from '@quench/contracts';

/** The sandbox's own packages; resolved like any others, from the archive that was verified. */
export const RUNNER_PACKAGES: readonly string[] = ['bubblewrap'];

/** Of Debian: in some releases a package that only names another one, so it is resolved. */
export const EMULATOR_PACKAGES: readonly string[] = ['qemu-user-static'];

/** What a plan is made from besides the definition. */
export interface PlanParts {
  readonly runner: readonly LockedPackage[];
  /** Empty where nothing is emulated, or the archive has nothing that would do it. */
  readonly emulator: readonly LockedPackage[];
  /** By the name of the test. */
  readonly mounts: ReadonlyMap<string, readonly LockedPackage[]>;
}

/** The tests that a definition waives, as events name them: `linux/arm64/boots` where it does on one platform. */
export const waivedTests = ({ policy }: LineDefinition): readonly string[] =>
  policy.waive.map(({ test, platform }) => (platform === undefined ? test : `${platform}/${test}`));

/** What is asked of the image of a line, with everything that the asking needs. */
export function testPlan(definition: LineDefinition, { runner, emulator, mounts }: PlanParts): TestPlan {
  const { image, run, env, workdir, volumes, tests } = definition;
  return {
    format: planFormat(tests),
    image,
    ...lineParts(definition),
    run,
    env: imageEnv(env),
    workdir,
    volumes,
    tests: tests.map((spec) => ({ spec, mounts: mounts.get(spec.name) ?? [] })),
    runner,
    ...(emulator.length > 0 && { emulator }),
  };
}
