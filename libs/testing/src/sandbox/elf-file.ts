/** What a generated ELF file says that it needs. */
export interface ElfWishes {
  readonly needed: readonly string[];
  readonly runPaths?: readonly string[];
  readonly interpreter?: string;
  /** `e_machine`; x86-64 unless said. */
  readonly machine?: number;
}

/** Addresses differ from places in the file, so that a reader has to tell them apart. */
const BASE = 0x10000n;
const HEADER_BYTES = 64;
const SEGMENT_BYTES = 56;

/** A 64-bit ELF file with a dynamic section and no code. */
export function elfOf({ needed, runPaths = [], interpreter, machine = 62 }: ElfWishes): Uint8Array {
  const texts = ['', ...needed, runPaths.join(':')].map((text) => Buffer.from(`${text}\0`));
  const offsets = texts.map((_, index) => texts.slice(0, index).reduce((sum, text) => sum + text.length, 0));
  const strings = Buffer.concat(texts);
  const loader = Buffer.from(interpreter === undefined ? '' : `${interpreter}\0`);
  const start = BigInt(HEADER_BYTES + 3 * SEGMENT_BYTES);
  const [stringsAt, loaderAt] = [start, start + BigInt(strings.length)];
  const dynamicAt = loaderAt + BigInt(loader.length);
  const entries = [
    ...needed.map((_, index) => [1n, BigInt(offsets[index + 1] ?? 0)] as const),
    ...(runPaths.length === 0 ? [] : [[29n, BigInt(offsets.at(-1) ?? 0)] as const]),
    [5n, BASE + stringsAt] as const,
    [0n, 0n] as const,
  ];
  const dynamic = Buffer.alloc(entries.length * 16);
  entries.forEach(([tag, value], index) => {
    dynamic.writeBigUInt64LE(tag, index * 16);
    dynamic.writeBigUInt64LE(value, index * 16 + 8);
  });
  const end = dynamicAt + BigInt(dynamic.length);
  const segments = [
    segment(1, 0n, end),
    segment(2, dynamicAt, BigInt(dynamic.length)),
    // Without a loader an entry of type 0, which means nothing.
    segment(interpreter === undefined ? 0 : 3, loaderAt, BigInt(loader.length)),
  ];
  return Buffer.concat([header(segments.length, machine), ...segments, strings, loader, dynamic]);
}

function header(segments: number, machine: number): Uint8Array {
  const bytes = Buffer.alloc(HEADER_BYTES);
  bytes.set([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1]);
  bytes.writeUInt16LE(3, 16);
  bytes.writeUInt16LE(machine, 18);
  bytes.writeBigUInt64LE(BigInt(HEADER_BYTES), 32);
  bytes.writeUInt16LE(SEGMENT_BYTES, 54);
  bytes.writeUInt16LE(segments, 56);
  return bytes;
}

function segment(type: number, offset: bigint, size: bigint): Uint8Array {
  const bytes = Buffer.alloc(SEGMENT_BYTES);
  bytes.writeUInt32LE(type, 0);
  bytes.writeBigUInt64LE(offset, 8);
  bytes.writeBigUInt64LE(BASE + offset, 16);
  bytes.writeBigUInt64LE(size, 32);
  bytes.writeBigUInt64LE(size, 40);
  return bytes;
}
