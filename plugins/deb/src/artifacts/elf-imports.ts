const MAGIC = [0x7f, 0x45, 0x4c, 0x46, 2, 1];
/** Places of elf(5), of 64 bits, the smallest byte first. */
const SECTIONS_AT = 0x28;
const SECTION_SIZE_AT = 0x3a;
const DYNAMIC_SYMBOLS = 11;
const SYMBOL_BYTES = 24;
const HEADER_BYTES = 64;

interface Section {
  readonly type: number;
  readonly from: number;
  readonly size: number;
  /** The section that has its names. */
  readonly link: number;
}

/**
 * The names that a program or library takes from others, by the table that its loader reads. Nothing of what is no ELF of 64
 * bits, is static, or is damaged.
 */
export function elfImports(bytes: Uint8Array): ReadonlySet<string> {
  const isElf = bytes.length >= HEADER_BYTES && MAGIC.every((byte, at) => bytes[at] === byte);
  if (!isElf) return new Set();
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const sections = sectionsOf(view);
  return new Set(
    sections.flatMap((section) => {
      const names = sections[section.link];
      return section.type === DYNAMIC_SYMBOLS && names !== undefined ? undefinedNames(bytes, view, section, names) : [];
    }),
  );
}

function sectionsOf(view: DataView): readonly Section[] {
  const start = Number(view.getBigUint64(SECTIONS_AT, true));
  const [size, count] = [view.getUint16(SECTION_SIZE_AT, true), view.getUint16(SECTION_SIZE_AT + 2, true)];
  if (size < HEADER_BYTES || start === 0) return [];
  return Array.from({ length: count }, (_, index) => start + index * size)
    .filter((at) => at + HEADER_BYTES <= view.byteLength)
    .map((at) => ({
      type: view.getUint32(at + 4, true),
      from: Number(view.getBigUint64(at + 0x18, true)),
      size: Number(view.getBigUint64(at + 0x20, true)),
      link: view.getUint32(at + 0x28, true),
    }));
}

function undefinedNames(bytes: Uint8Array, view: DataView, symbols: Section, names: Section): readonly string[] {
  const found: string[] = [];
  const end = Math.min(symbols.from + symbols.size, bytes.length);
  for (let at = symbols.from; at + SYMBOL_BYTES <= end; at += SYMBOL_BYTES) {
    const isDefined = view.getUint16(at + 6, true) !== 0;
    if (!isDefined) found.push(textAt(bytes, names.from + view.getUint32(at, true)));
  }
  return found.filter((name) => name !== '');
}

const MAX_NAME_BYTES = 1_000;

function textAt(bytes: Uint8Array, from: number): string {
  const rest = bytes.subarray(from, from + MAX_NAME_BYTES);
  const end = rest.indexOf(0);
  return new TextDecoder('latin1').decode(end < 0 ? rest : rest.subarray(0, end));
}
