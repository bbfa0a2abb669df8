/** Port. The world's time, so that rules can be given it as an argument. */
export abstract class Clock {
  /** RFC 3339 in UTC with milliseconds, ending in `Z`. */
  abstract now(): string;
}
