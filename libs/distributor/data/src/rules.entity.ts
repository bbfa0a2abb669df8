import type { RulesRow } from '@quench/distributor-domain';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Rows of the projection `distributor-rules`. */
@Entity('image_rules')
export class RulesEntity implements RulesRow {
  @PrimaryColumn('text') readonly key: string;
  @Column('text') readonly image: string;
  @Column('text') readonly plan: string;
  @Column('text') readonly planned: string;
  @Column('text') readonly policy: string;
  @Column('boolean') readonly retired: boolean;
}
