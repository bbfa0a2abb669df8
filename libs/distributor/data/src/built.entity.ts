import type { BuiltPlatform } from '@quench/contracts';
import type { BuiltRow } from '@quench/distributor-domain';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Rows of the projection `distributor-built`. */
@Entity('built_image')
export class BuiltEntity implements BuiltRow {
  @PrimaryColumn('text') readonly key: string;
  @Column('text') readonly image: string;
  @Column('text', { name: 'version_stream' }) readonly versionStream: string;
  @Column('text') readonly variant: string;
  @Column('integer') readonly revision: number;
  @Column('text') readonly index: string;
  @Column('jsonb') readonly platforms: readonly BuiltPlatform[];
  @Column('double precision', { name: 'size_bytes' }) readonly sizeBytes: number;
}
