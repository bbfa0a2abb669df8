import { IsIn, IsInt, Min } from '../rules.js';
import { AreParts, IsDigest, IsText, MayBeAbsent } from '../fields.js';

export class TestOutcome {
  @IsText() readonly name: string;
  @IsText() readonly rung: string;
  @IsDigest() readonly test: string;
  @IsIn(['passed', 'failed', 'not-run', 'waived']) readonly outcome: 'passed' | 'failed' | 'not-run' | 'waived';
  @IsText() readonly detail: string;
}

export class ChildVerdict {
  @IsText() readonly platform: string;
  @IsDigest() readonly manifest: string;
  @AreParts(() => TestOutcome) readonly tests: readonly TestOutcome[];
}

/** What was asked of an index under a plan and a policy, and the answers. */
export class Verdict {
  @IsText() readonly image: string;
  @IsDigest() readonly index: string;
  @IsDigest() readonly plan: string;
  @IsDigest() readonly policy: string;
  @AreParts(() => ChildVerdict) readonly children: readonly ChildVerdict[];
  /** The tester's signed statement, a DSSE envelope in the content store. */
  @IsDigest() readonly statement: string;
  @IsInt() @Min(0) readonly durationMs: number;
  /** Of the line that it was asked for; absent for `default`. */
  @MayBeAbsent() @IsText() readonly versionStream?: string;
  /** Absent for `prod`. */
  @MayBeAbsent() @IsText() readonly variant?: string;
}

/** Every child passed every test of the plan, or the policy waives it. */
export class ImageApproved extends Verdict {}

/** At least one test failed, or did not run and is not waived. */
export class ImageRejected extends Verdict {}

export type VerdictEvent =
  | { readonly type: 'tester.ImageApproved.v1'; readonly data: ImageApproved }
  | { readonly type: 'tester.ImageRejected.v1'; readonly data: ImageRejected };

/** `tester.verdict/<image>/<index>` */
export const verdictStream = (image: string, index: string): string => `tester.verdict/${image}/${index}`;
