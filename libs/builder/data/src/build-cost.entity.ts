import type { BuildCostRow } from '@quench/builder-domain';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Rows of the projection `builder-build-costs`. */
@Entity('build_cost')
export class BuildCostEntity implements BuildCostRow {
  @PrimaryColumn('text') readonly key: string;
  @Column('int', { name: 'wall_ms' }) readonly wallMs: number;
  @Column('int', { name: 'cpu_ms' }) readonly cpuMs: number;
}
