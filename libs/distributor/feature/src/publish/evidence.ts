import { isDeepStrictEqual } from 'node:util';
import { Injectable } from '@nestjs/common';
import { lineKey, type Statement } from '@quench/contracts';
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
import { allInOrder, digest, sha256, type Json } from '@quench/kernel';
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
    const [index, children, plan, policy, given] = await allInOrder([
      this.documents.read(image.index, indexShape),
      this.children(image),
      this.documents.read(rule.plan, planShape),
      this.documents.read(rule.policy, policyShape),
      this.verified(verdict.statement, 'tester'),
    ]);
    return { index, children, plan, policy, verdict: given };
  }

  /**
   * The bills of materials that the provenances name.
   * @throws as `proofs` does
   */
  async bills({ children }: Proofs): Promise<Bills> {
    const bills = children.flatMap(({ provenance }) => billsOf(provenance).map((bill) => bill.digest));
    const found = await allInOrder(bills.map((bill) => this.documents.json<Json>(bill)));
    return new Map(bills.map((bill, at) => [bill, found[at] as Json]));
  }

  /** @throws as `proofs` does */
  children({ platforms }: BuiltRow): Promise<readonly ChildEvidence[]> {
    return allInOrder(platforms.map((platform) => this.child(platform)));
  }

  private async child({ platform, recipe, provenance }: BuiltRow['platforms'][number]): Promise<ChildEvidence> {
    const [text, made] = await allInOrder([this.documents.text(recipe), this.verified(provenance, 'builder')]);
    return {
      ...{ platform, recipe: sha256(text), provenance: made },
      document: this.documents.shaped(recipe, text, recipeShape),
    };
  }

  private async verified(envelope: string, service: string): Promise<Statement> {
    return this.statements.verify(digest(envelope), service);
  }
}
