import { Injectable } from '@nestjs/common';
import { lineKey, type ImageLine } from '@quench/contracts';
import {
  billsOf,
  built,
  builtKey,
  heads,
  indexShape,
  planShape,
  policyShape,
  recipeShape,
  rules,
  verdictOf,
  verdicts,
  type BuiltRow,
  type ChildEvidence,
  type CompleteRecords,
  type Proofs,
  type HeadRow,
  type Records,
  type RulesRow,
  type VerdictRow,
} from '@quench/distributor-domain';
import { digest, sha256, type Json } from '@quench/kernel';
import { ReadModels, Statements, type Tx } from '@quench/ports';
import { ShapedDocuments } from '../shaped-documents.js';

/** Bills of materials by their digests. */
export type Bills = ReadonlyMap<string, Json>;

/** What vouches for an image that may be published, and what the builder signed the digests of. */
export interface Judged {
  readonly proofs: Proofs;
  readonly bills: Bills;
}

/** What is known of a line, and what proves it. */
@Injectable()
export class Evidence {
  constructor(
    private readonly models: ReadModels,
    private readonly documents: ShapedDocuments,
    private readonly statements: Statements,
  ) {}

  /** What events said. With `tx`, what was found stays so until that ends. */
  async records(line: ImageLine, tx?: Tx): Promise<Records> {
    const head = await this.models.get<HeadRow>(heads.name, lineKey(line), tx);
    const rule = await this.models.get<RulesRow>(rules.name, lineKey(line), tx);
    const image =
      head === undefined ? undefined : await this.models.get<BuiltRow>(built.name, builtKey(line, head.revision), tx);
    const found = { head, rules: rule, built: image };
    const key = verdictOf(found);
    const verdict = key === undefined ? undefined : await this.models.get<VerdictRow>(verdicts.name, key, tx);
    return { ...found, verdict };
  }

  /**
   * What signatures and digests say.
   * @throws IntegrityFault when something is missing, changed or signed by someone else
   */
  async proofs({ built: image, rules: rule, verdict }: Omit<CompleteRecords, 'head'>): Promise<Proofs> {
    return {
      index: await this.documents.read(image.index, indexShape),
      children: await this.children(image),
      plan: await this.documents.read(rule.plan, planShape),
      policy: await this.documents.read(rule.policy, policyShape),
      verdict: await this.statements.verify(digest(verdict.statement), 'tester'),
    };
  }

  /**
   * The bills of materials that the provenances name.
   * @throws as `proofs` does
   */
  async bills({ children }: Proofs): Promise<Bills> {
    const found = new Map<string, Json>();
    for (const { provenance } of children)
      for (const { digest: bill } of billsOf(provenance)) found.set(bill, await this.documents.json<Json>(bill));
    return found;
  }

  /** @throws as `proofs` does */
  children({ platforms }: BuiltRow): Promise<readonly ChildEvidence[]> {
    return Promise.all(platforms.map((platform) => this.child(platform)));
  }

  private async child({ platform, recipe, provenance }: BuiltRow['platforms'][number]): Promise<ChildEvidence> {
    const text = await this.documents.text(recipe);
    return {
      platform,
      recipe: sha256(text),
      document: this.documents.shaped(recipe, text, recipeShape),
      provenance: await this.statements.verify(digest(provenance), 'builder'),
    };
  }
}
