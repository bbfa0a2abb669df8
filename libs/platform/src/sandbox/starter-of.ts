/** What the kernel starts a program with: a dynamic loader, the words of a script's first line, or nothing. */
export type Starter =
  | { readonly kind: 'loader'; readonly path: string }
  | { readonly kind: 'script'; readonly words: readonly string[] }
  | { readonly kind: 'none' };

const MAGIC = Buffer.from([0x7f, 0x45, 0x4c, 0x46, 2, 1]);
const PROGRAM_HEADERS_AT = 32;
const SIZE_AT = 54;
const INTERPRETER = 3;
/** The kernel reads no longer first line. */
const LINE_BYTES = 256;

/** @param head the first bytes of the file; elf(5), execve(2) */
export function starterOf(head: Buffer): Starter {
  if (head.subarray(0, 2).toString('latin1') === '#!') {
    const [line = ''] = head.subarray(2, LINE_BYTES).toString('latin1').split('\n');
    const [, program = '', argument = ''] = /^\s*(\S+)\s*(.*?)\s*$/.exec(line) ?? [];
    return { kind: 'script', words: [program, argument].filter((word) => word !== '') };
  }
  const path = head.subarray(0, MAGIC.length).equals(MAGIC) ? loaderOf(head) : undefined;
  return path === undefined ? { kind: 'none' } : { kind: 'loader', path };
}

/** Undefined for a static program, and where the file is shorter than it says. */
function loaderOf(head: Buffer): string | undefined {
  if (head.length < SIZE_AT + 4) return undefined;
  const start = Number(head.readBigUInt64LE(PROGRAM_HEADERS_AT));
  const [size, count] = [head.readUInt16LE(SIZE_AT), head.readUInt16LE(SIZE_AT + 2)];
  for (let at = start; at < start + size * count && at + 40 <= head.length; at += size) {
    if (head.readUInt32LE(at) !== INTERPRETER) continue;
    const from = Number(head.readBigUInt64LE(at + 8));
    const text = head.subarray(from, from + Number(head.readBigUInt64LE(at + 32))).toString('latin1');
    return text.replace(/\0[^]*$/, '') || undefined;
  }
  return undefined;
}
