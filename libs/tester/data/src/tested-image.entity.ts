import type { BuiltPlatform } from '@quench/contracts';
import type { TestedImageRow } from '@quench/tester-domain';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Rows of the projection `tester-images`. */
@Entity('tested_image')
export class TestedImageEntity implements TestedImageRow {
  @PrimaryColumn('text') readonly key: string;
  @Column('text') readonly image: string;
  @Column('text', { name: 'version_stream' }) readonly versionStream: string;
  @Column('text') readonly variant: string;
  @Column('text') readonly definition: string;
  @Column('text') readonly planned: string;
  @Column('text') readonly plan: string;
  @Column('text') readonly policy: string;
  @Column('text') readonly index: string;
  @Column('integer') readonly revision: number;
  @Column('integer') readonly locked: number;
  @Column('jsonb') readonly platforms: readonly BuiltPlatform[];
  @Column('boolean') readonly retired: boolean;
}
