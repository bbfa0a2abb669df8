import { Log, type LogFields } from '@quench/ports';

/** Prints nothing and remembers what it was told. */
export class RecordingLog extends Log {
  readonly lines: { readonly level: string; readonly event: string; readonly fields: LogFields }[] = [];

  override info(event: string, fields: LogFields = {}): void {
    this.lines.push({ level: 'info', event, fields });
  }

  override warn(event: string, fields: LogFields = {}): void {
    this.lines.push({ level: 'warn', event, fields });
  }

  override error(event: string, fields: LogFields = {}): void {
    this.lines.push({ level: 'error', event, fields });
  }

  /** The fields of each line of an event. */
  of(event: string): readonly LogFields[] {
    return this.lines.filter((line) => line.event === event).map(({ fields }) => fields);
  }
}
