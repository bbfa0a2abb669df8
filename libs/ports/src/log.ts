/** Values that a log line may carry. Never a secret. */
export type LogFields = Readonly<Record<string, string | number | boolean | undefined>>;

/** Port. What operators read. `event` is a stable kebab-case name; everything that varies is a field. */
export abstract class Log {
  abstract info(event: string, fields?: LogFields): void;
  /** Something repaired itself or will be tried again. */
  abstract warn(event: string, fields?: LogFields): void;
  /** Something needs a person. */
  abstract error(event: string, fields?: LogFields): void;
}
