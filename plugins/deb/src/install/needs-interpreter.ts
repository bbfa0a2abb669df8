import { latin1 } from '../control/index.js';

/** Interpreters that no image has. `env` only finds others, and is part of coreutils. */
const ABSENT = /^(?:env|r?bash|dash|sh|ksh\w*|zsh|t?csh|busybox|perl[\d.]*|[gm]?awk|original-awk|tclsh[\d.]*)$/;

/** A first line longer than this is none. */
const LONGEST = 256;

/** Whether a file is a script that could never run, since its interpreter is one that images do without. */
export const needsAbsentInterpreter = (content: Uint8Array): boolean => {
  const program = interpreterOf(content);
  return program !== undefined && (ABSENT.test(baseName(program)) || isLocal(program));
};

/** Whether a file is a script for what no package may bring, and only the owner of a machine has. */
export const needsLocalInterpreter = (content: Uint8Array): boolean => isLocal(interpreterOf(content) ?? '');

const isLocal = (program: string): boolean => program.startsWith('/usr/local/');

function interpreterOf(content: Uint8Array): string | undefined {
  if (content[0] !== 0x23 || content[1] !== 0x21) return undefined;
  const [line = ''] = latin1(content.subarray(2, LONGEST)).split('\n');
  return line.trim().split(/\s+/)[0];
}

const baseName = (path: string): string => path.slice(path.lastIndexOf('/') + 1);
