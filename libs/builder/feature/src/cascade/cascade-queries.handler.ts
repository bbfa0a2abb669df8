import { cascades, type CascadeRow } from '@quench/builder-domain';
import { Rejection } from '@quench/kernel';
import { ReadModels } from '@quench/ports';
import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { CascadeProgress, type CascadeLine } from './cascade-progress.js';

/** A cascade with its lines. */
export interface CascadeView extends CascadeRow {
  readonly lines: readonly CascadeLine[];
}

/** All cascades, the newest first; at most `limit`. */
export class Cascades extends Query<readonly CascadeRow[]> {
  constructor(readonly limit: number) {
    super();
  }
}

@QueryHandler(Cascades)
export class CascadesHandler implements IQueryHandler<Cascades> {
  constructor(private readonly models: ReadModels) {}

  async execute({ limit }: Cascades): Promise<readonly CascadeRow[]> {
    const found: CascadeRow[] = [];
    for await (const { row } of this.models.each<CascadeRow>(cascades.name)) found.push(row);
    return found.sort((a, b) => (a.plannedAt < b.plannedAt ? 1 : -1)).slice(0, limit);
  }
}

/** One cascade. Its handler throws Rejection `cascade-unknown`. */
export class ShowCascade extends Query<CascadeView> {
  constructor(readonly cascade: string) {
    super();
  }
}

@QueryHandler(ShowCascade)
export class ShowCascadeHandler implements IQueryHandler<ShowCascade> {
  constructor(
    private readonly models: ReadModels,
    private readonly progress: CascadeProgress,
  ) {}

  async execute({ cascade: name }: ShowCascade): Promise<CascadeView> {
    const row = await this.models.get<CascadeRow>(cascades.name, name);
    if (row === undefined) {
      throw new Rejection('cascade-unknown', `There is no cascade ${name}. See: quench cascade list`);
    }
    return { ...row, lines: await this.progress.of(row) };
  }
}
