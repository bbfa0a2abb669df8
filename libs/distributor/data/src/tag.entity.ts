import type { TagRow } from '@quench/distributor-domain';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Rows of the projection `distributor-tags`. */
@Entity('tag')
export class TagEntity implements TagRow {
  @PrimaryColumn('text') readonly key: string;
  @Column('text') readonly repository: string;
  @Column('text') readonly tag: string;
  @Column('text') readonly digest: string;
  @Column('text') readonly kind: TagRow['kind'];
}
