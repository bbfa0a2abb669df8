import { cascades, definitions, type CascadeRow, type DefinitionRow } from '@quench/builder-domain';
import { lineKey, type ImageLine } from '@quench/contracts';
import type { Wanted } from '@quench/kernel';
import { ReadModels } from '@quench/ports';
import { Injectable } from '@nestjs/common';

/** The lines that are derived from a line. */
@Injectable()
export class DerivedLines {
  constructor(private readonly models: ReadModels) {}

  /**
   * The locks that a new lock of a line asks for.
   * @param causes what that one was asked for by: a cascade asks for lines of its later waves itself
   */
  async locks(line: ImageLine, causes: readonly string[]): Promise<readonly Wanted[]> {
    const key = lineKey(line);
    const keys: string[] = [];
    for await (const { row } of this.models.each<DefinitionRow>(definitions.name, { parent: line.image })) {
      const own = row.lines.filter(({ from, ended }) => from === key && !ended);
      keys.push(...own.map((one) => lineKey({ image: row.image, ...one })));
    }
    if (keys.length === 0) return [];
    const later = await this.later((asks) => causes.some((cause) => asks.includes(cause)));
    return keys
      .filter((one) => !later.has(one))
      .map((one) => ({ kind: 'lock', key: one, fairKey: one.slice(0, one.indexOf('/')) }));
  }

  /** Lines that a cascade will ask for, which goes on or is paused. @param isOne by the events that asked for its waves so far */
  async later(isOne: (asks: readonly string[]) => boolean): Promise<ReadonlySet<string>> {
    const found: string[] = [];
    for (const phase of ['running', 'paused'] as const) {
      for await (const { row } of this.models.each<CascadeRow>(cascades.name, { phase })) {
        if (isOne(row.asks)) found.push(...row.waves.slice(row.asks.length).flat());
      }
    }
    return new Set(found);
  }
}
