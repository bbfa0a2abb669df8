import { linesCameToRest, movesAreAllowed } from './channel.rules.js';
import { effectsHappenOnce, rebuildsAreEqual } from './consumer.rules.js';
import type { History } from './history.js';
import { appendsAreLogged, numbersAreContiguous, versionsAreInOrder } from './log.rules.js';
import { everythingCameToRest } from './rest.rules.js';
import type { Violation } from './violation.js';
import { completionsAreSingle } from './work.rules.js';

const RULES = [
  appendsAreLogged,
  numbersAreContiguous,
  versionsAreInOrder,
  effectsHappenOnce,
  completionsAreSingle,
  movesAreAllowed,
  rebuildsAreEqual,
  everythingCameToRest,
  linesCameToRest,
];

/**
 * Judges what a system did by nothing but what its clients were told and what its tables hold at the end. Empty when
 * every invariant holds.
 */
export const checkHistory = (history: History): readonly Violation[] => RULES.flatMap((rule) => rule(history));
