import type { ArchiveRow } from '@quench/builder-domain';
import type { ArchiveSnapshotTaken } from '@quench/contracts';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Rows of the projection `builder-archives`. */
@Entity('archive')
export class ArchiveEntity implements ArchiveRow {
  @PrimaryColumn('text') readonly key: string;
  @Column('text') readonly origin: string;
  @Column('text') readonly suite: string;
  @Column('jsonb') readonly snapshot: ArchiveSnapshotTaken;
  @Column('text') readonly event: string;
}
