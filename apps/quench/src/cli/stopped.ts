import { Rejection } from '@quench/kernel';

/** A signal of the operating system cut short what was asked for. */
export class Stopped extends Rejection {
  constructor(readonly signal: 'SIGINT' | 'SIGTERM') {
    super('stopped', 'Stopped. What was begun goes on with the next start');
  }
}
