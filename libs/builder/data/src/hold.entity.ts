import type { HoldRow } from '@quench/builder-domain';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Rows of the projection `builder-holds`. */
@Entity('update_hold')
export class HoldEntity implements HoldRow {
  @PrimaryColumn('text') readonly key: string;
  @Column('text') readonly line: string;
  @Column('text') readonly image: string;
  @Column('text', { name: 'version_stream' }) readonly versionStream: string;
  @Column('text') readonly variant: string;
  @Column('text') readonly purl: string;
  @Column('text') readonly name: string;
  @Column('text') readonly phase: HoldRow['phase'];
  @Column('text') readonly reason: string;
  @Column('text') readonly until: string;
  @Column('text') readonly since: string;
  @Column('jsonb') readonly update: HoldRow['update'];
  @Column('jsonb') readonly rejected: HoldRow['rejected'];
}
