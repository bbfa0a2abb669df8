import type { ChannelMove, ChannelRow } from '@quench/distributor-domain';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Rows of the projection `distributor-channels`. */
@Entity('channel')
export class ChannelEntity implements ChannelRow {
  @PrimaryColumn('text') readonly key: string;
  @Column('text') readonly repository: string;
  @Column('text') readonly tag: string;
  @Column('text', { name: 'version_stream' }) readonly versionStream: string;
  @Column('text') readonly variant: string;
  @Column('boolean') readonly prod: boolean;
  @Column('text') readonly index: string;
  @Column('integer') readonly revision: number;
  @Column('text') readonly publication: string;
  @Column('boolean') readonly frozen: boolean;
  @Column('boolean') readonly retired: boolean;
  @Column('text') readonly reason: string;
  @Column('text', { name: 'changed_at' }) readonly changedAt: string;
  @Column('jsonb') readonly moves: Readonly<Record<string, ChannelMove>>;
}
