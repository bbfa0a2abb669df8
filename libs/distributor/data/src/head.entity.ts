import type { PlatformRecipe } from '@quench/contracts';
import type { HeadRow } from '@quench/distributor-domain';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Rows of the projection `distributor-heads`. */
@Entity('head')
export class HeadEntity implements HeadRow {
  @PrimaryColumn('text') readonly key: string;
  @Column('text') readonly image: string;
  @Column('text', { name: 'version_stream' }) readonly versionStream: string;
  @Column('text') readonly variant: string;
  @Column('integer') readonly revision: number;
  @Column('jsonb') readonly recipes: readonly PlatformRecipe[];
  @Column('text') readonly version: string;
  @Column('jsonb') readonly channels: readonly string[];
  @Column('integer') readonly packages: number;
}
