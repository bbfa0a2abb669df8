import { Injectable } from '@nestjs/common';
import { FORMATS, lineName, newerFormat } from '@quench/contracts';
import { mayMove, type CompleteRecords, type Obstacle } from '@quench/distributor-domain';
import { IntegrityFault, TransientFault } from '@quench/kernel';
import type { LeftToOthers, Tx } from '@quench/ports';
import { Evidence, type Judged } from './evidence.js';
import { ImageBytes } from './image-bytes.js';

/** Finds out whether the image of a line may be published. Believes nothing that is not signed or named by a digest. */
@Injectable()
export class Judge {
  constructor(
    private readonly evidence: Evidence,
    private readonly bytes: ImageBytes,
  ) {}

  /** Verifies and compares everything, whatever was found before; bytes that were read and nobody has written to since are not read again. */
  async judge(records: CompleteRecords): Promise<Judged | { readonly obstacle: Obstacle } | LeftToOthers> {
    try {
      const proofs = await this.evidence.proofs(records);
      const unread = newerFormat(proofs.policy, FORMATS.policy);
      if (unread !== undefined) {
        return { leftToOthers: `format-newer: the policy of ${lineName(records.head)}: ${unread}` };
      }
      const answer = mayMove(records, proofs);
      if (answer.outcome !== 'may-move') return { obstacle: { code: answer.code, detail: answer.detail } };
      await this.bytes.checkUnseen(proofs.index);
      return { proofs, bills: await this.evidence.bills(proofs) };
    } catch (fault) {
      if (!(fault instanceof IntegrityFault)) throw fault;
      return { obstacle: { code: fault.code, detail: fault.message } };
    }
  }

  /**
   * The head, the rules or the verdict may have changed meanwhile: then what was judged is not what is wanted. What is
   * confirmed here cannot change before `tx` ends.
   * @throws TransientFault `records-changed`
   */
  async confirm(records: CompleteRecords, tx: Tx): Promise<void> {
    if (await this.evidence.stillSay(records, tx)) return;
    throw new TransientFault(
      'records-changed',
      `${records.head.image} has a newer head, rule or verdict; looking again`,
    );
  }
}
