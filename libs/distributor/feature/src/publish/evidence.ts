import { isDeepStrictEqual } from 'node:util';
import { Injectable } from '@nestjs/common';
import { lineKey } from '@quench/contracts';
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

  /** Whether events still say the same. What was found stays so until `tx` ends. */
  async stillSay(records: CompleteRecords, tx: Tx): Promise<boolean> {
    const { head } = records;
    const names = [
      { model: heads.name, key: lineKey(head) },
      { model: rules.name, key: lineKey(head) },
      { model: built.name, key: builtKey(head, head.revision) },
      { model: verdicts.name, key: verdictOf(records) ?? '' },
    ];
    const said = [head, records.rules, records.built, records.verdict];
    return isDeepStrictEqual(await this.models.hold(names, tx), said);
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
