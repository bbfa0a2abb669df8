import { latin1 } from '../control/index.js';

/** Interpreters that no image has. */
const ABSENT = /^(?:r?bash|dash|sh|ksh\w*|zsh|t?csh|busybox|perl[\d.]*|[gm]?awk|original-awk|tclsh[\d.]*)$/;

/** A first line longer than this is none. */
const LONGEST = 256;

/** Whether a file is a script that could never run, since its interpreter is one that images do without. */
export function needsAbsentInterpreter(content: Uint8Array): boolean {
  if (content[0] !== 0x23 || content[1] !== 0x21) return false;
  const [line = ''] = latin1(content.subarray(2, LONGEST)).split('\n');
  const [program = '', ...words] = line.trim().split(/\s+/);
  const name = baseName(program);
  return ABSENT.test(name === 'env' ? baseName(words.find((word) => !isOption(word)) ?? '') : name);
}

const baseName = (path: string): string => path.slice(path.lastIndexOf('/') + 1);
const isOption = (word: string): boolean => word.startsWith('-') || word.includes('=');
