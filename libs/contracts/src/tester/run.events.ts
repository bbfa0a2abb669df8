import { IsBoolean, IsIn, IsInt, Min } from '../rules.js';
import { IsDigest, IsText, MayBeAbsent } from '../fields.js';

/** Which question, asked of which bytes, where. */
export class TestIdentity {
  @IsDigest() readonly manifest: string;
  /** Of the test with all that it mounts and runs on. */
  @IsDigest() readonly test: string;
  /** What results depend on besides: `bwrap/owners`. */
  @IsText() readonly environment: string;
  @IsText() readonly name: string;
  @IsIn(['structure', 'boot', 'probe']) readonly rung: 'structure' | 'boot' | 'probe';
}

export class TestPassed extends TestIdentity {
  @IsInt() @Min(0) readonly durationMs: number;
  @IsDigest() readonly log: string;
}

export class TestFailed extends TestIdentity {
  @IsInt() @Min(0) readonly durationMs: number;
  /** The first expectation that was not met. */
  @IsText() readonly detail: string;
  @IsDigest() readonly log: string;
}

/** The test could not be run here. Not a pass. */
export class TestNotRun extends TestIdentity {
  @IsText() readonly reason: string;
  /** A fault that may be over soon, such as a full disk: the same environment is asked again. Absent where it is none, and in earlier versions. */
  @MayBeAbsent() @IsBoolean() readonly transient?: boolean;
}

export type RunEvent =
  | { readonly type: 'tester.TestPassed.v1'; readonly data: TestPassed }
  | { readonly type: 'tester.TestFailed.v1'; readonly data: TestFailed }
  | { readonly type: 'tester.TestNotRun.v1'; readonly data: TestNotRun };

/** `tester.run/<manifest>/<test>/<environment>` */
export const runStream = (run: Pick<TestIdentity, 'manifest' | 'test' | 'environment'>): string =>
  `tester.run/${run.manifest}/${run.test}/${run.environment}`;
