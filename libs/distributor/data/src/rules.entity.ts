import type { RulesRow } from '@quench/distributor-domain';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Rows of the projection `distributor-rules`. */
@Entity('image_rules')
export class RulesEntity implements RulesRow {
  @PrimaryColumn('text') readonly key: string;
  @Column('text') readonly image: string;
  @Column('text', { name: 'version_stream' }) readonly versionStream: string;
  @Column('text') readonly variant: string;
  @Column('text') readonly plan: string;
  @Column('text') readonly planned: string;
  @Column('text') readonly policy: string;
  @Column('boolean') readonly retired: boolean;
  @Column('text', { name: 'ended_on' }) readonly endedOn: string;
  @Column('text') readonly replacement: string;
}
