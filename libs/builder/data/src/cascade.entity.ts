import type { CascadeRow } from '@quench/builder-domain';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Rows of the projection `builder-cascades`. */
@Entity('cascade')
export class CascadeEntity implements CascadeRow {
  @PrimaryColumn('text') readonly key: string;
  @Column('text') readonly cascade: string;
  @Column('jsonb') readonly asks: CascadeRow['asks'];
  @Column('text') readonly cause: CascadeRow['cause'];
  @Column('text') readonly origin: string;
  @Column('boolean') readonly urgent: boolean;
  @Column('jsonb') readonly waves: CascadeRow['waves'];
  @Column('jsonb') readonly forecast: CascadeRow['forecast'];
  @Column('text') readonly phase: CascadeRow['phase'];
  @Column('text') readonly reason: string;
  @Column('text', { name: 'planned_at' }) readonly plannedAt: string;
  @Column('text', { name: 'ended_at' }) readonly endedAt: string;
  @Column('int') readonly changed: number;
  @Column('int') readonly unchanged: number;
  @Column('jsonb') readonly failed: CascadeRow['failed'];
}
