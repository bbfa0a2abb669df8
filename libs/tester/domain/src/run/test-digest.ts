import { TEST_PLATFORM, type LockedPackage, type PlannedTest, type TestPlan } from '@quench/contracts';
import { canonicalJson, sha256, type Digest, type Json } from '@quench/kernel';

/** Raised when a rung asks differently, so that old answers do not serve the new question. */
const RUNG_VERSIONS = { structure: 4, boot: 2, probe: 2 } as const;

/**
 * Names a question: the test, what it mounts, what it runs on and how the program is started. Revisions and dates have no
 * part in it, so an answer serves every revision with the same bytes.
 * @param platform of the image: one of another platform runs in the plan's emulator
 */
export function testDigest(test: PlannedTest, plan: TestPlan, platform: string): Digest {
  const { run, env, workdir, volumes, variant, emulator = [] } = plan;
  const runs = test.spec.rung !== 'structure';
  const runner = runs ? contents(plan.runner) : [];
  const question = {
    version: RUNG_VERSIONS[test.spec.rung],
    spec: test.spec,
    mounts: contents(test.mounts),
    runner,
    run,
    env,
    workdir,
    volumes,
    ...(!runs && { platform }),
    // Another question: whose rules hold is a part of it.
    ...(!runs && variant !== undefined && { variant }),
    // An answer of the host's emulator, which nobody verified, is none of this one.
    ...(runs && platform !== TEST_PLATFORM && emulator.length > 0 && { emulator: contents(emulator) }),
  };
  return sha256(canonicalJson(question as unknown as Json));
}

const contents = (packages: readonly LockedPackage[]): readonly string[] => packages.map(({ sha256: of }) => of).sort();

/** The plan's tests with the structure test, which is always asked. */
export function askedTests(plan: TestPlan): readonly PlannedTest[] {
  if (plan.tests.some(({ spec }) => spec.rung === 'structure')) return plan.tests;
  return [{ spec: { name: 'structure', rung: 'structure', packages: [] }, mounts: [] }, ...plan.tests];
}
