import { checksums } from './checksums.js';
import { DEV } from '@quench/contracts';
import type { Finding, StructureCheck, StructureInput } from './finding.js';
import { noDanglingLink, noPackageManager, noSetId, noShell, noWhiteout, noWorldWritable } from './forbidden.js';
import { libraries, loaders, scripts } from './libraries.js';
import { machine } from './machine.js';
import { entrypoint, files, nonRoot, workdir } from './reachable.js';

/** Compressed bytes of all layers stay within the budget that the definition sets. */
const size: StructureCheck = ({ sizeBytes, maxBytes }) =>
  maxBytes === undefined || sizeBytes <= maxBytes
    ? []
    : [{ rule: 'size', path: '/', expected: `at most ${String(maxBytes)} bytes compressed, not ${String(sizeBytes)}` }];

/** Rules that do not hold for a variant. */
const ALLOWED: Readonly<Record<string, readonly StructureCheck[]>> = {
  // Its scripts are what packages have; those for a shell that is not there are of no use, and of no harm.
  [DEV]: [noShell, noPackageManager, scripts],
};

const checks: readonly StructureCheck[] = [
  noShell,
  noPackageManager,
  noSetId,
  noWorldWritable,
  nonRoot,
  entrypoint,
  workdir,
  files,
  machine,
  libraries,
  loaders,
  scripts,
  checksums,
  noDanglingLink,
  noWhiteout,
  size,
];

/** Every rule of its variant that an image breaks, in the order of the rules; empty when its structure is sound. */
export const structureFindings = (input: StructureInput): readonly Finding[] => {
  const allowed = ALLOWED[input.variant] ?? [];
  return checks.filter((check) => !allowed.includes(check)).flatMap((check) => check(input));
};

/** A finding in a line for people. */
export const findingLine = ({ rule, path, expected }: Finding): string => `${rule}: ${path}: expected ${expected}`;
