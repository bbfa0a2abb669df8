import { Log, type LogFields } from '@quench/ports';

/** The log of work that a person waits for: notes, in the form that they asked for. */
export class NotedLog extends Log {
  constructor(private readonly note: (line: string) => void) {
    super();
  }

  override info(event: string, fields: LogFields = {}): void {
    const said = Object.values(fields).filter((value) => value !== undefined);
    this.note([event, ...said].map(String).join(': '));
  }

  override warn(event: string, fields?: LogFields): void {
    this.info(event, fields);
  }

  override error(event: string, fields?: LogFields): void {
    this.info(event, fields);
  }
}
