import { latin1 } from '../control/index.js';

/** Interpreters that no image has. `env` only finds others, and is part of coreutils. */
const ABSENT = /^(?:env|r?bash|dash|sh|ksh\w*|zsh|t?csh|busybox|perl[\d.]*|[gm]?awk|original-awk|tclsh[\d.]*)$/;

/** A first line longer than this is none. */
const LONGEST = 256;

/** Whether a file is a script that could never run, since its interpreter is one that images do without. */
export function needsAbsentInterpreter(content: Uint8Array): boolean {
  if (content[0] !== 0x23 || content[1] !== 0x21) return false;
  const [line = ''] = latin1(content.subarray(2, LONGEST)).split('\n');
  const [program = ''] = line.trim().split(/\s+/);
  return ABSENT.test(baseName(program));
}

const baseName = (path: string): string => path.slice(path.lastIndexOf('/') + 1);
