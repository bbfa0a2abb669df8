import { Injectable } from '@nestjs/common';
import { lineKey } from '@quench/contracts';
import {
  built,
  heads,
  planShape,
  policyShape,
  provenanceObstacle,
  rules as rulesOfLines,
  verdictKey,
  verdictObstacle,
  verdicts,
  type BuiltRow,
  type HeadRow,
  type Obstacle,
  type RulesRow,
  type VerdictRow,
} from '@quench/distributor-domain';
import { digest, IntegrityFault } from '@quench/kernel';
import { ReadModels, Statements } from '@quench/ports';
import { ShapedDocuments } from '../shaped-documents.js';
import { Evidence } from '../publish/evidence.js';
import { check, mismatch, type Check } from './check.js';

/** Looks at what builder and tester signed themselves about an image. */
@Injectable()
export class OriginChecks {
  constructor(
    private readonly models: ReadModels,
    private readonly statements: Statements,
    private readonly documents: ShapedDocuments,
    private readonly evidence: Evidence,
  ) {}

  /** @param carried envelopes that the distributor named when it attested the image */
  async checks(image: string, index: string, carried: ReadonlySet<string>): Promise<readonly Check[]> {
    let newest: BuiltRow | undefined;
    for await (const { row } of this.models.each<BuiltRow>(built.name, { image, index })) {
      if (newest === undefined || row.revision > newest.revision) newest = row;
    }
    if (newest === undefined) {
      return [await check('provenance', index, () => Promise.reject(mismatch('No build of this image is known')))];
    }
    return [
      ...(await Promise.all(newest.platforms.map((one) => this.provenance(newest, one, carried)))),
      ...(await this.verdictAndPolicy(newest, carried)),
    ];
  }

  private provenance(
    image: BuiltRow,
    platform: BuiltRow['platforms'][number],
    carried: ReadonlySet<string>,
  ): Promise<Check> {
    return check('provenance', platform.platform, async () => {
      named(platform.provenance, carried);
      const [child] = await this.evidence.children({ ...image, platforms: [platform] });
      if (child === undefined || child.recipe !== platform.recipe)
        throw mismatch('The recipe is not the one built from');
      refuse(provenanceObstacle(child, { built: image }));
      return `built from ${child.recipe} (${String(child.document.packages.length)} packages), signed by the builder`;
    });
  }

  private async verdictAndPolicy(image: BuiltRow, carried: ReadonlySet<string>): Promise<readonly Check[]> {
    const rules = await this.models.get<RulesRow>(rulesOfLines.name, lineKey(image));
    const head = await this.models.get<HeadRow>(heads.name, lineKey(image));
    const where = { image: image.image, index: image.index, approved: true };
    const rows: VerdictRow[] = [];
    for await (const { row } of this.models.each<VerdictRow>(verdicts.name, where)) {
      if (carried.has(row.statement)) rows.push(row);
    }
    const current = rows.find(({ plan, policy }) => plan === rules?.plan && policy === rules.policy);
    return [
      await check('verdict', image.index, () => this.verdict(image, current ?? rows[0])),
      await check('policy', image.index, async () => {
        if (current === undefined) throw await this.outdated(image, rules);
        const isHead = head?.revision === image.revision;
        return isHead ? 'it is the head of its line' : `superseded by revision ${String(head?.revision)}`;
      }),
    ];
  }

  /** An image may well be served that was approved once: what a person rolled back to, or what tests of today reject. */
  private async outdated({ image, index }: BuiltRow, rules: RulesRow | undefined): Promise<IntegrityFault> {
    const { plan = '', policy = '' } = rules ?? {};
    const now = await this.models.get<VerdictRow>(verdicts.name, verdictKey({ image, index, plan, policy }));
    return now?.approved === false
      ? new IntegrityFault('verdict-not-passed', `Its present tests reject it: ${now.failing.join(', ')}`)
      : new IntegrityFault('verdict-superseded', 'The approval that it carries answers an earlier plan or policy');
  }

  private async verdict(image: BuiltRow, row: VerdictRow | undefined): Promise<string> {
    if (row === undefined) throw mismatch('No approval of this image is attested');
    const proofs = {
      children: await this.evidence.children(image),
      plan: await this.documents.read(row.plan, planShape),
      policy: await this.documents.read(row.policy, policyShape),
      verdict: await this.statements.verify(digest(row.statement), 'tester'),
    };
    refuse(verdictObstacle({ built: image, rules: row }, proofs));
    return `${String(proofs.plan.tests.length)} tests passed or waived on each platform, signed by the tester`;
  }
}

function named(envelope: string, carried: ReadonlySet<string>): void {
  if (!carried.has(envelope)) throw mismatch(`${envelope} is not among the statements that the distributor attested`);
}

function refuse(obstacle: Obstacle | undefined): void {
  if (obstacle !== undefined) throw new IntegrityFault(obstacle.code, obstacle.detail);
}
