import type { VerdictRow } from '@quench/distributor-domain';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Rows of the projection `distributor-verdicts`. */
@Entity('verdict')
export class VerdictEntity implements VerdictRow {
  @PrimaryColumn('text') readonly key: string;
  @Column('text') readonly image: string;
  @Column('text') readonly index: string;
  @Column('text') readonly plan: string;
  @Column('text') readonly policy: string;
  @Column('boolean') readonly approved: boolean;
  @Column('text') readonly statement: string;
  @Column('jsonb') readonly failing: readonly string[];
  @Column('text') readonly event: string;
}
