/**
 * What a program for ARM64 does: says something and ends, becomes another program, says its variables, each with a NUL
 * behind it, or waits until it is ended.
 */
export type Arm64Wish =
  { readonly says: string; readonly exit: number } | { readonly becomes: string } | 'tells' | 'waits';

const BASE = 0x40_0000;
const HEADERS = 64 + 56;
const WRITE = 64;
const EXIT = 93;
const PPOLL = 73;
const EXECVE = 221;
/** Of one that did not become the other. */
const NOT_BECOME = 99;
const SVC = 0xd400_0001;

/** `movz x<register>, #<value>` of the ARM architecture reference manual. */
const set = (register: number, value: number): number => (0xd280_0000 | (value << 5) | register) >>> 0;

/** `adr x<register>, <bytes from here>` */
const address = (register: number, bytes: number): number =>
  (0x1000_0000 | register | ((bytes & 3) << 29) | ((bytes >> 2) << 5)) >>> 0;

/** A static program for Linux on ARM64: for specs of what cannot run by itself here. */
export function arm64Program(wish: Arm64Wish): Uint8Array {
  const { code, text } = codeOf(wish);
  const size = HEADERS + code.length * 4 + text.length;
  const file = Buffer.alloc(size);
  file.set([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1]);
  for (const [at, value] of [
    [16, 2],
    [18, 183],
    [52, 64],
    [54, 56],
    [56, 1],
  ] as const)
    file.writeUInt16LE(value, at);
  for (const [at, value] of [
    [20, 1],
    [64, 1],
    [68, 5],
  ] as const)
    file.writeUInt32LE(value, at);
  const wide = [
    [24, BASE + HEADERS],
    [32, 64],
    [80, BASE],
    [88, BASE],
    [96, size],
    [104, size],
    [112, 0x1000],
  ] as const;
  for (const [at, value] of wide) file.writeBigUInt64LE(BigInt(value), at);
  code.forEach((word, index) => file.writeUInt32LE(word, HEADERS + index * 4));
  file.write(text, HEADERS + code.length * 4, 'latin1');
  return file;
}

/** The text follows the last instruction. */
function codeOf(wish: Arm64Wish): { readonly code: readonly number[]; readonly text: string } {
  if (typeof wish === 'string') return { code: CODE[wish](), text: '' };
  if ('becomes' in wish) return { code: becoming(), text: `${wish.becomes}\0` };
  return { code: saying(wish.says.length, wish.exit), text: wish.says };
}

/** With the arguments that it was started with, which lie on the stack behind their number, and no variables. */
function becoming(): readonly number[] {
  const after = [0x9100_23e1, set(2, 0), set(8, EXECVE), SVC, set(0, NOT_BECOME), set(8, EXIT), SVC]; // add x1, sp, #8
  return [address(0, (after.length + 1) * 4), ...after];
}

function saying(length: number, exit: number): readonly number[] {
  const end = [set(0, exit), set(8, EXIT), SVC];
  const after = [set(2, length), set(8, WRITE), SVC, ...end];
  return [set(0, 1), address(1, (after.length + 1) * 4), ...after];
}

const waiting = (): readonly number[] => [set(0, 0), set(1, 0), set(2, 0), set(3, 0), set(8, PPOLL), SVC, 0x1400_0000];

/** The words after the last argument that the kernel puts on the stack, until one is zero. */
const telling = (): readonly number[] => [
  ...[0xf940_03e4, 0x9100_43e5, 0x8b04_0ca5], // ldr x4, [sp]; add x5, sp, #16; add x5, x5, x4, lsl #3
  ...[0xf840_84a1, 0xb400_0121], // ldr x1, [x5], #8; cbz x1, past the loop
  ...[set(2, 0), 0x3862_6826, 0x9100_0442, 0x35ff_ffc6], // ldrb w6, [x1, x2]; add x2, x2, #1; cbnz w6, back by two
  ...[set(0, 1), set(8, WRITE), SVC, 0x17ff_fff7], // b, to the first load of the loop
  ...[set(0, 0), set(8, EXIT), SVC],
];

const CODE = { tells: telling, waits: waiting } as const;
