/** What a program for ARM64 does: says something and ends, or waits until it is ended. */
export type Arm64Wish = { readonly says: string; readonly exit: number } | 'waits';

const BASE = 0x40_0000;
const HEADERS = 64 + 56;
const WRITE = 64;
const EXIT = 93;
const PPOLL = 73;
const SVC = 0xd400_0001;

/** `movz x<register>, #<value>` of the ARM architecture reference manual. */
const set = (register: number, value: number): number => (0xd280_0000 | (value << 5) | register) >>> 0;

/** `adr x1, <bytes from here>` */
const addressInX1 = (bytes: number): number => (0x1000_0001 | ((bytes & 3) << 29) | ((bytes >> 2) << 5)) >>> 0;

/** A static program for Linux on ARM64: for specs of what cannot run by itself here. */
export function arm64Program(wish: Arm64Wish): Uint8Array {
  const text = wish === 'waits' ? '' : wish.says;
  const code = wish === 'waits' ? waiting() : saying(text.length, wish.exit);
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
function saying(length: number, exit: number): readonly number[] {
  const end = [set(0, exit), set(8, EXIT), SVC];
  const after = [set(2, length), set(8, WRITE), SVC, ...end];
  return [set(0, 1), addressInX1((after.length + 1) * 4), ...after];
}

const waiting = (): readonly number[] => [set(0, 0), set(1, 0), set(2, 0), set(3, 0), set(8, PPOLL), SVC, 0x1400_0000];
