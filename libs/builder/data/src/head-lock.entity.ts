import type { HeadLockRow } from '@quench/builder-domain';
import type { PlatformRecipe } from '@quench/contracts';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Rows of the projection `builder-head-locks`. */
@Entity('head_lock')
export class HeadLockEntity implements HeadLockRow {
  @PrimaryColumn('text') readonly key: string;
  @Column('text') readonly image: string;
  @Column('text', { name: 'version_stream' }) readonly versionStream: string;
  @Column('text') readonly variant: string;
  @Column('integer') readonly revision: number;
  @Column('text') readonly lock: string;
  @Column('text') readonly definition: string;
  @Column('text') readonly version: string;
  @Column('jsonb') readonly recipes: readonly PlatformRecipe[];
  @Column('integer') readonly packages: number;
  @Column('text') readonly parent: string;
  @Column('text') readonly index: string;
  @Column('double precision', { name: 'size_bytes' }) readonly sizeBytes: number;
  @Column('text') readonly failure: string;
}
