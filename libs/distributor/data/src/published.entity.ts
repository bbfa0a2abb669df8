import type { PublishedRow } from '@quench/distributor-domain';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Rows of the projection `distributor-published`. */
@Entity('published_manifest')
export class PublishedEntity implements PublishedRow {
  @PrimaryColumn('text') readonly key: string;
  @Column('text') readonly repository: string;
  @Column('text') readonly digest: string;
  @Column('text') readonly index: string;
  @Column('text') readonly subject: string;
  @Column('text') readonly packed: string;
}
