import type { CascadeLineRow } from '@quench/builder-domain';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Rows of the projection `builder-cascade-lines`. */
@Entity('cascade_line')
export class CascadeLineEntity implements CascadeLineRow {
  @PrimaryColumn('text') readonly key: string;
  @Column('text') readonly cause: string;
  @Column('text') readonly line: string;
  @Column('int') readonly revision: number;
}
