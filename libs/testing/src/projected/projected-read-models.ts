import type { Projection, Recorded } from '@quench/kernel';
import { ReadModels, type EventStore } from '@quench/ports';

/** Read models of tests: the projections themselves, folded over the logs of in-memory stores when told to. */
export class ProjectedReadModels extends ReadModels {
  private readonly models = new Map<string, Map<string, object>>();
  private readonly seen = new Map<string, number>();

  /** @param stores by producer */
  constructor(
    private readonly projections: readonly Projection<object>[],
    private readonly stores: Readonly<Record<string, EventStore>>,
  ) {
    super();
  }

  /** Reads what is new in each log. */
  async catchUp(): Promise<void> {
    for (const [producer, store] of Object.entries(this.stores)) {
      const after = this.seen.get(producer) ?? 0;
      const events = await store.range(after, 100_000);
      this.seen.set(producer, after + events.length);
      for (const event of events) this.project(producer, event);
    }
  }

  override get<Row>(model: string, key: string): Promise<Row | undefined> {
    return Promise.resolve(this.models.get(model)?.get(key) as Row | undefined);
  }

  override list<Row extends object>(
    model: string,
    {
      where = {},
      after = '',
      limit,
    }: { readonly where?: Partial<Row>; readonly after?: string; readonly limit: number },
  ): Promise<readonly { readonly key: string; readonly row: Row }[]> {
    const rows = [...(this.models.get(model) ?? [])] as unknown as readonly (readonly [string, Row])[];
    const wanted = Object.entries(where);
    const found = rows
      .filter(([key, row]) => key > after && wanted.every(([column, value]) => row[column as keyof Row] === value))
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .slice(0, limit)
      .map(([key, row]) => ({ key, row }));
    return Promise.resolve(found);
  }

  private project(producer: string, event: Recorded): void {
    for (const projection of this.projections) {
      if (projection.producer !== producer || !projection.types.includes(event.type)) continue;
      const model = this.models.get(projection.name) ?? new Map<string, object>();
      this.models.set(projection.name, model);
      const rows = projection.keys(event).flatMap((key) => {
        const row = model.get(key);
        return row === undefined ? [] : [[key, row] as const];
      });
      for (const [key, row] of projection.apply(new Map(rows), event)) {
        if (row === undefined) model.delete(key);
        else model.set(key, row);
      }
    }
  }
}
