import { Log, type LogFields } from '@quench/ports';

/** One JSON object per line: `{"at","level","event",…}`. */
export class JsonLinesLog extends Log {
  /**
   * @param write takes a whole line with its line feed
   * @param base fields of every line, such as the service
   */
  constructor(
    private readonly write: (line: string) => void,
    private readonly base: LogFields = {},
  ) {
    super();
  }

  override info(event: string, fields?: LogFields): void {
    this.line('info', event, fields);
  }

  override warn(event: string, fields?: LogFields): void {
    this.line('warn', event, fields);
  }

  override error(event: string, fields?: LogFields): void {
    this.line('error', event, fields);
  }

  private line(level: string, event: string, fields: LogFields = {}): void {
    this.write(`${JSON.stringify({ at: new Date().toISOString(), level, event, ...this.base, ...fields })}\n`);
  }
}
