import {
  FORMATS,
  lineKey,
  lineName,
  newerFormat,
  platformName,
  type ChildVerdict,
  type ImageLine,
  type OciIndex,
  type OciManifest,
  type Policy,
  type Recipe,
  type TestOutcome,
  type RunEvent,
  type TestPlan,
  type Verdict,
} from '@quench/contracts';
import { digest } from '@quench/kernel';
import { Documents, ReadModels, Runner } from '@quench/ports';
import {
  askedTests,
  isDue,
  isOfOneDefinition,
  outcomeOf,
  testedImages,
  type TestedImageRow,
} from '@quench/tester-domain';
import { Injectable } from '@nestjs/common';
import { AskTest } from '../rungs/ask-test.js';
import { offerOf } from '../rungs/offered.js';
import type { Asking, Subject } from '../rungs/rungs.js';

/** What an image is tested by. */
export interface TestRules {
  readonly plan: TestPlan;
  readonly policy: Policy;
}

/** How it is asked. */
interface HowToAsk extends Omit<Asking, 'on'> {
  /** The newest verdict on the index. */
  readonly last: Verdict | undefined;
}

/** Asks everything of every child of an index. */
@Injectable()
export class AskImage {
  constructor(
    private readonly documents: Documents,
    private readonly tests: AskTest,
    private readonly models: ReadModels,
    private readonly runner: Runner,
  ) {}

  /** What is to be tested of a line, or why nothing is; what is missing will ask again when it comes. */
  async due(line: ImageLine): Promise<TestedImageRow | { readonly moot: string }> {
    const row = await this.models.get<TestedImageRow>(testedImages.name, lineKey(line));
    if (row?.retired === true) return { moot: `definition-retired: ${lineName(line)} is not in the catalog` };
    if (row !== undefined && isDue(row)) return row;
    return { moot: `not-built-yet: the definition of ${lineName(line)} has no plan or no image yet` };
  }

  /** The keys of lines whose definition has no plan or no image yet. */
  async incomplete(lines: readonly ImageLine[]): Promise<ReadonlySet<string>> {
    const keys = lines.map(lineKey);
    const rows = await this.models.getMany<TestedImageRow>(testedImages.name, keys);
    const isIncomplete = (row: TestedImageRow | undefined): boolean =>
      row === undefined || !(row.retired || isOfOneDefinition(row));
    return new Set(keys.filter((key) => isIncomplete(rows.get(key))));
  }

  /** What it is tested by, or which of that is left to a newer version and why. */
  async rules({ plan: ofTests, policy: ofLine }: TestedImageRow): Promise<TestRules | { readonly unread: string }> {
    const policy = await this.documents.read<Policy>(ofLine);
    const ofPolicy = newerFormat(policy, FORMATS.policy);
    if (ofPolicy !== undefined) return { unread: `the policy: ${ofPolicy}` };
    const plan = await this.documents.read<TestPlan>(ofTests);
    const ofPlan = newerFormat(plan, FORMATS.plan);
    return ofPlan === undefined ? { plan, policy } : { unread: `the plan of its tests: ${ofPlan}` };
  }

  /** @throws what `Rungs` does */
  async ask(
    row: TestedImageRow,
    { plan, policy }: TestRules,
    { last, ...how }: HowToAsk,
  ): Promise<readonly ChildVerdict[]> {
    const host = await this.runner.capability();
    const index = await this.documents.read<OciIndex>(row.index);
    const children: ChildVerdict[] = [];
    for (const { digest: manifest, platform: named } of index.manifests) {
      const platform = named === undefined ? 'unknown' : platformName(named);
      const subject = await this.subject(row, { plan, platform, manifest });
      const asking = { ...how, on: offerOf(host, platform, plan) };
      const tests: TestOutcome[] = [];
      for (const test of askedTests(plan)) {
        const asked = await this.tests.ask(subject, test, asking);
        const event = await this.tests.orElsewhere(asked, saidOf(asked, last));
        tests.push(outcomeOf(event, policy, platform));
      }
      children.push({ platform, manifest, tests });
    }
    return children;
  }

  private async subject(
    row: TestedImageRow,
    { plan, platform, manifest: of }: Pick<Subject, 'plan' | 'platform'> & { readonly manifest: string },
  ): Promise<Subject> {
    const recipe = row.platforms.find(({ manifest }) => manifest === of)?.recipe;
    const files = recipe === undefined ? {} : (await this.documents.read<Recipe>(recipe)).image.files;
    const manifest = await this.documents.read<OciManifest>(of);
    return { digest: digest(of), platform, manifest, plan, files: Object.keys(files) };
  }
}

function saidOf({ data: { manifest, test } }: RunEvent, last: Verdict | undefined): TestOutcome['outcome'] | undefined {
  const child = last?.children.find((one) => one.manifest === manifest);
  return child?.tests.find((one) => one.test === test)?.outcome;
}
