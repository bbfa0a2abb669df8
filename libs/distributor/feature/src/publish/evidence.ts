import { Injectable } from '@nestjs/common';
import { lineKey, type ImageLine, type OciIndex, type Policy, type Recipe, type TestPlan } from '@quench/contracts';
import {
  built,
  builtKey,
  heads,
  rules,
  verdictKey,
  verdicts,
  type BuiltRow,
  type ChildEvidence,
  type CompleteRecords,
  type Documents as Proofs,
  type HeadRow,
  type Records,
  type RulesRow,
  type VerdictRow,
} from '@quench/distributor-domain';
import { digest, sha256 } from '@quench/kernel';
import { ReadModels, Statements } from '@quench/ports';
import { Documents } from '../documents.js';

/** More lines than a catalog has. */
const MAX_LINES = 100_000;

/** What is known of a line, and what proves it. */
@Injectable()
export class Evidence {
  constructor(
    private readonly models: ReadModels,
    private readonly documents: Documents,
    private readonly statements: Statements,
  ) {}

  /** The head of every line. */
  async heads(): Promise<readonly HeadRow[]> {
    const found = await this.models.list<HeadRow>(heads.name, { limit: MAX_LINES });
    return found.map(({ row }) => row);
  }

  /** What events said. */
  async records(line: ImageLine): Promise<Records> {
    const head = await this.models.get<HeadRow>(heads.name, lineKey(line));
    const rule = await this.models.get<RulesRow>(rules.name, line.image);
    const image =
      head === undefined ? undefined : await this.models.get<BuiltRow>(built.name, builtKey(line, head.revision));
    return { head, rules: rule, built: image, verdict: await this.verdict(line.image, image, rule) };
  }

  /**
   * What signatures and digests say.
   * @throws IntegrityFault when something is missing, changed or signed by someone else
   */
  async proofs({ built: image, rules: rule, verdict }: Omit<CompleteRecords, 'head'>): Promise<Proofs> {
    return {
      index: await this.documents.read<OciIndex>(image.index, 'manifests'),
      children: await this.children(image),
      plan: await this.documents.read<TestPlan>(rule.plan, 'tests'),
      policy: await this.documents.read<Policy>(rule.policy, 'waive'),
      verdict: await this.statements.verify(digest(verdict.statement), 'tester'),
    };
  }

  /** @throws as `proofs` does */
  children({ platforms }: BuiltRow): Promise<readonly ChildEvidence[]> {
    return Promise.all(platforms.map((platform) => this.child(platform)));
  }

  private async verdict(image: string, row?: BuiltRow, rule?: RulesRow): Promise<VerdictRow | undefined> {
    if (row === undefined || rule === undefined) return undefined;
    const { plan, policy } = rule;
    return this.models.get<VerdictRow>(verdicts.name, verdictKey({ image, index: row.index, plan, policy }));
  }

  private async child({ platform, recipe, provenance }: BuiltRow['platforms'][number]): Promise<ChildEvidence> {
    const text = await this.documents.text(recipe);
    return {
      platform,
      recipe: sha256(text),
      document: await this.documents.read<Recipe>(recipe, 'packages'),
      provenance: await this.statements.verify(digest(provenance), 'builder'),
    };
  }
}
