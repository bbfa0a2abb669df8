import type { ArchiveSource } from '@quench/contracts';
import type { FollowedRow } from '@quench/watcher-domain';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Rows of the projection `watcher-followed`. */
@Entity('followed')
export class FollowedEntity implements FollowedRow {
  @PrimaryColumn('text') readonly key: string;
  @Column('text') readonly image: string;
  @Column('jsonb') readonly archives: readonly ArchiveSource[];
  @Column('jsonb') readonly platforms: readonly string[];
  @Column('jsonb') readonly packages: readonly string[];
}
