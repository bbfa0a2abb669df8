import type { Offer } from './offered.js';

/** Structure is read from the bytes, so its answer holds everywhere. */
const ANYWHERE = 'any';
const NOWHERE = 'none';

/** Where an answer may have been found, the most telling first. */
export const ENVIRONMENTS = [
  ANYWHERE,
  'bwrap/owners',
  'bwrap/mapped',
  'qemu-all/owners',
  'qemu-all/mapped',
  'qemu/owners',
  'qemu/mapped',
  NOWHERE,
];

/** What an answer of a rung depends on besides the question. @param on what this host offers */
export const environmentOf = (rung: string, on: Offer): string =>
  rung === 'structure' ? ANYWHERE : 'unavailable' in on ? NOWHERE : on.name;
