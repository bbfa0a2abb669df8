import { Documents } from '@quench/ports';
import { EMULATOR_PACKAGES, RUNNER_PACKAGES, testPlan, waivedTests, type NewTestPlan } from '@quench/builder-domain';
import { lineParts, TEST_PLATFORM, type LineDefinition, type LockedPackage } from '@quench/contracts';
import { PluginError, type Snapshot } from '@quench/plugin-sdk';
import { Injectable } from '@nestjs/common';
import { PackageClosure } from './package-closure.js';

export interface PlanInput {
  readonly definition: LineDefinition;
  readonly definitionDigest: string;
  readonly snapshots: readonly Snapshot[];
  readonly signal: AbortSignal;
}

/** Fixes what a line's tests mount and run on. */
@Injectable()
export class PlanTests {
  constructor(
    private readonly closure: PackageClosure,
    private readonly documents: Documents,
  ) {}

  /** The plan as a fact; its packages are held afterwards. */
  async plan({ definition, definitionDigest, snapshots, signal }: PlanInput): Promise<NewTestPlan> {
    const lockNames = async (names: readonly string[]): Promise<readonly LockedPackage[]> => {
      const resolution = await this.closure.resolveNamed(names, TEST_PLATFORM, snapshots);
      await this.closure.hold(resolution.dependencies, snapshots, signal);
      return this.closure.locked(resolution);
    };
    const runs = definition.tests.some(({ rung }) => rung !== 'structure');
    const runner = runs ? await lockNames(RUNNER_PACKAGES) : [];
    const mounts = new Map<string, readonly LockedPackage[]>();
    for (const { name, packages } of definition.tests) {
      if (packages.length > 0) mounts.set(name, await lockNames(packages));
    }
    const emulated = runs && definition.platforms.some((platform) => platform !== TEST_PLATFORM);
    const emulator = emulated ? await lockNames(EMULATOR_PACKAGES).catch(unlessUnknown) : [];
    const plan = testPlan(definition, { runner, emulator, mounts });
    return {
      image: definition.image,
      plan: await this.documents.write(plan),
      tests: plan.tests.length,
      waived: waivedTests(definition),
      definition: definitionDigest,
      ...lineParts(definition),
    };
  }
}

/** An archive without an emulator is one of which tests say that they were not run, unless the machine has one. */
function unlessUnknown(error: unknown): readonly LockedPackage[] {
  if (error instanceof PluginError && error.code === 'unsatisfiable') return [];
  throw error;
}
