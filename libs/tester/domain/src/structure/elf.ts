/** What a loader must find before a program or library can start. */
export interface ElfFacts {
  /** Whose instructions it has: `e_machine` of the ELF header. */
  readonly machine: number;
  /** Whether it is a program or a shared library, and no object that is yet to be linked. */
  readonly isLinked: boolean;
  readonly needed: readonly string[];
  /** RPATH and RUNPATH as written, apart. */
  readonly runPaths: readonly string[];
  /** The loader; undefined for libraries and static programs. */
  readonly interpreter: string | undefined;
}

const MAX_HEADERS = 256;
const MAX_DYNAMIC = 4_096;
/** Of `e_type`: a program at a fixed place, and a program or library at any. */
const LINKED = [2, 3];
const PT = { load: 1, dynamic: 2, interp: 3 } as const;
const DT = { null: 0n, needed: 1n, strtab: 5n, rpath: 15n, runpath: 29n } as const;

interface Segment {
  readonly type: number;
  readonly offset: number;
  readonly address: bigint;
  readonly size: number;
}

/** Undefined unless the bytes are a whole little-endian 64-bit ELF file. */
export function elfFacts(bytes: Uint8Array): ElfFacts | undefined {
  if (!isElf64(bytes)) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  try {
    const segments = segmentsOf(view);
    const interp = segments.find(({ type }) => type === PT.interp);
    const { needed, runPaths } = dynamicOf(bytes, view, segments);
    const [type, machine] = [view.getUint16(16, true), view.getUint16(18, true)];
    return {
      machine,
      isLinked: LINKED.includes(type),
      needed,
      runPaths,
      interpreter: interp && textAt(bytes, interp.offset),
    };
  } catch (error) {
    // DataView refuses to read past the end: a file cut short, or one that lies about its own offsets.
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

/** Magic number, class 2 (64 bits), data 1 (little endian). */
const isElf64 = (bytes: Uint8Array): boolean =>
  bytes.length >= 64 && [0x7f, 0x45, 0x4c, 0x46, 2, 1].every((byte, at) => bytes[at] === byte);

function segmentsOf(view: DataView): readonly Segment[] {
  const [start, size, count] = [offset(view, 32), view.getUint16(54, true), view.getUint16(56, true)];
  return Array.from({ length: Math.min(count, MAX_HEADERS) }, (_, index) => {
    const at = start + index * size;
    return {
      type: view.getUint32(at, true),
      offset: offset(view, at + 8),
      address: view.getBigUint64(at + 16, true),
      size: offset(view, at + 32),
    };
  });
}

function dynamicOf(
  bytes: Uint8Array,
  view: DataView,
  segments: readonly Segment[],
): Pick<ElfFacts, 'needed' | 'runPaths'> {
  const dynamic = segments.find(({ type }) => type === PT.dynamic);
  if (dynamic === undefined) return { needed: [], runPaths: [] };
  const entries: { readonly tag: bigint; readonly value: bigint }[] = [];
  for (let at = dynamic.offset; entries.length < MAX_DYNAMIC && at < dynamic.offset + dynamic.size; at += 16) {
    const tag = view.getBigUint64(at, true);
    if (tag === DT.null) break;
    entries.push({ tag, value: view.getBigUint64(at + 8, true) });
  }
  const table = fileOffset(segments, entries.find(({ tag }) => tag === DT.strtab)?.value ?? 0n);
  const texts = (wanted: readonly bigint[]): readonly string[] =>
    entries.filter(({ tag }) => wanted.includes(tag)).map(({ value }) => textAt(bytes, table + Number(value)));
  return {
    needed: texts([DT.needed]),
    runPaths: texts([DT.rpath, DT.runpath])
      .flatMap((text) => text.split(':'))
      .filter((text) => text !== ''),
  };
}

/** Where an address of the running program lies in the file. */
function fileOffset(segments: readonly Segment[], address: bigint): number {
  const load = segments.find(
    (each) => each.type === PT.load && address >= each.address && address < each.address + BigInt(each.size),
  );
  if (load === undefined) throw new RangeError('an address outside of every segment');
  return load.offset + Number(address - load.address);
}

const offset = (view: DataView, at: number): number => Number(view.getBigUint64(at, true));

function textAt(bytes: Uint8Array, start: number): string {
  const end = bytes.indexOf(0, start);
  if (start >= bytes.length || end === -1 || end - start > 4_096) throw new RangeError('a text that does not end');
  return new TextDecoder().decode(bytes.subarray(start, end));
}
