import { Rejection } from '@quench/kernel';

/** A signal of the operating system cut short what was asked for. */
export class Stopped extends Rejection {
  /** @param left what is left of what was begun */
  constructor(
    readonly signal: 'SIGINT' | 'SIGTERM',
    left = 'What was begun goes on with the next start',
  ) {
    super('stopped', `Stopped. ${left}`);
  }
}
