import { Clock } from '@quench/ports';

/** The clock of this machine. */
export class SystemClock extends Clock {
  override now(): string {
    return new Date().toISOString();
  }
}
