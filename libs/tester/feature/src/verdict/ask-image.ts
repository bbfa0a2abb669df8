import type { ChildVerdict, OciIndex, OciManifest, Policy, Recipe, TestOutcome, TestPlan } from '@quench/contracts';
import { digest } from '@quench/kernel';
import { askedTests, outcomeOf, type TestedImageRow } from '@quench/tester-domain';
import { Injectable } from '@nestjs/common';
import { Documents } from '../documents.js';
import { AskTest, type Asking, type Subject } from '../rungs/ask-test.js';

/** Asks everything of every child of an index. */
@Injectable()
export class AskImage {
  constructor(
    private readonly documents: Documents,
    private readonly tests: AskTest,
  ) {}

  async ask(row: TestedImageRow, asking: Asking): Promise<readonly ChildVerdict[]> {
    const plan = await this.documents.read<TestPlan>(row.plan);
    const policy = await this.documents.read<Policy>(row.policy);
    const index = await this.documents.read<OciIndex>(row.index);
    const children: ChildVerdict[] = [];
    for (const { digest: manifest, platform } of index.manifests) {
      const subject = await this.subject(row, plan, manifest);
      const tests: TestOutcome[] = [];
      for (const test of askedTests(plan)) tests.push(outcomeOf(await this.tests.ask(subject, test, asking), policy));
      const named = platform === undefined ? 'unknown' : `${platform.os}/${platform.architecture}`;
      children.push({ platform: named, manifest, tests });
    }
    return children;
  }

  private async subject(row: TestedImageRow, plan: TestPlan, of: string): Promise<Subject> {
    const recipe = row.platforms.find(({ manifest }) => manifest === of)?.recipe;
    const files = recipe === undefined ? {} : (await this.documents.read<Recipe>(recipe)).image.files;
    const manifest = await this.documents.read<OciManifest>(of);
    return { digest: digest(of), manifest, plan, files: Object.keys(files) };
  }
}
