export { checkHistory } from './check-history.js';
export type {
  Acknowledged,
  Claimed,
  Completed,
  ConsumerEffect,
  History,
  LineFact,
  Proof,
  Push,
  RawTables,
  Rebuild,
  Rows,
  Subscription,
} from './history.js';
export type { Invariant, Violation } from './violation.js';
