import { bytesOfNumbers, joinSections, numbersIn, splitSections } from './sections.js';
import { encodeSlots, encodeTexts, TextTable } from './text-table.js';

/** What is written of one package, in this order: numbers of texts, and numbers. */
export const COLUMNS = [
  'name',
  'version',
  'architecture',
  'flags',
  'source',
  'filename',
  'size',
  'sizeHigh',
  'relationsEnd',
] as const;
export const DIGEST_BYTES = 32;

/** A compact index as it is put together. */
export interface CompactParts {
  /** In the order in which the text first mentions them. */
  readonly names: readonly string[];
  /** All other texts; the first is empty. */
  readonly texts: readonly string[];
  /** {@link COLUMNS} of each package. */
  readonly rows: readonly number[];
  /** Two numbers per provision: the provided name and the number of the package. */
  readonly provides: readonly number[];
  /** As `RelationEncoder` writes them. */
  readonly relations: readonly number[];
  /** The SHA256 of each package, hexadecimal. */
  readonly digests: readonly string[];
}

/** A compact index as it is read. */
export interface OpenCompact {
  readonly names: TextTable;
  readonly slots: Uint32Array;
  readonly texts: TextTable;
  readonly rows: Uint32Array;
  readonly provides: Uint32Array;
  readonly relations: Uint32Array;
  /** {@link DIGEST_BYTES} of each package. */
  readonly digests: Uint8Array;
}

/** Raised when what is written changes; part of the key under which the host caches. */
export const COMPACT_VERSION = 3;
const MAGIC = 0x51_44_49_00 + COMPACT_VERSION;

export function encodeCompact({ names, texts, rows, provides, relations, digests }: CompactParts): Uint8Array {
  return joinSections(MAGIC, [
    ...encodeTexts(names),
    encodeSlots(names),
    ...encodeTexts(texts),
    ...[rows, provides, relations].map((numbers) => bytesOfNumbers(Uint32Array.from(numbers))),
    Buffer.from(digests.join(''), 'hex'),
  ]);
}

const SECTIONS = [
  'nameEnds',
  'names',
  'slots',
  'textEnds',
  'texts',
  'rows',
  'provides',
  'relations',
  'digests',
] as const;

/** @throws PluginError `malformed-response` for bytes that {@link encodeCompact} did not write */
export function decodeCompact(bytes: Uint8Array): OpenCompact {
  const parts = splitSections(bytes, MAGIC, SECTIONS);
  return {
    names: new TextTable(parts.nameEnds, parts.names),
    slots: numbersIn(parts.slots),
    texts: new TextTable(parts.textEnds, parts.texts),
    rows: numbersIn(parts.rows),
    provides: numbersIn(parts.provides),
    relations: numbersIn(parts.relations),
    digests: parts.digests,
  };
}
