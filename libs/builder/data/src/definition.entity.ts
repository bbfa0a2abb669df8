import type { ArchiveSource } from '@quench/contracts';
import type { DefinitionLine, DefinitionRow } from '@quench/builder-domain';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Rows of the projection `builder-definitions`. */
@Entity('definition')
export class DefinitionEntity implements DefinitionRow {
  @PrimaryColumn('text') readonly key: string;
  @Column('text') readonly image: string;
  @Column('integer') readonly edition: number;
  @Column('text') readonly definition: string;
  @Column('text') readonly policy: string;
  @Column('text') readonly distribution: string;
  @Column('jsonb') readonly pockets: readonly string[];
  @Column('jsonb') readonly platforms: readonly string[];
  @Column('jsonb') readonly archives: readonly ArchiveSource[];
  @Column('jsonb') readonly waived: readonly string[];
  @Column('text') readonly parent: string;
  @Column('jsonb') readonly lines: readonly DefinitionLine[];
}
