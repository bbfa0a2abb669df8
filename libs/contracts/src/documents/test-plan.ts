import type { RunSettings, TestSpec, Waiver } from './definition.js';
import type { LockedPackage } from './recipe.js';

/** What is asked of an image, with everything that asking needs fixed. Kept as canonical JSON in the content store. */
export interface TestPlan {
  readonly format: number;
  readonly image: string;
  /** Of the line that it is for; absent for `default`. */
  readonly versionStream?: string | undefined;
  /** By whose rules the image is looked at; absent for `prod`. */
  readonly variant?: string | undefined;
  readonly run: RunSettings;
  /** As the image sets it, defaults included. */
  readonly env: Readonly<Record<string, string>>;
  readonly workdir: string;
  readonly volumes: readonly string[];
  readonly tests: readonly PlannedTest[];
  /** The sandbox's own packages. */
  readonly runner: readonly LockedPackage[];
  /** What runs programs of other platforms than that of the machines that test; absent where no image needs it. */
  readonly emulator?: readonly LockedPackage[] | undefined;
}

export interface PlannedTest {
  readonly spec: TestSpec;
  /** What the test mounts at `/test`. */
  readonly mounts: readonly LockedPackage[];
}

/** The rules that hold for an image. */
export interface Policy {
  readonly format: number;
  readonly waive: readonly Waiver[];
}
