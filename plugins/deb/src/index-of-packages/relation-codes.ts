import { namesIn } from './names-in.js';
import { BAR, CLOSE, COMMA, OPEN, RelationScanner } from './relation-scanner.js';
import { lookedUp, OPERATORS, readRelations, type Relation } from './relations.js';
import type { TextNumbers, TextTable } from './text-table.js';

/** Fields of relations, in the order in which a package's codes have them. */
export const RELATION_FIELDS = [
  'Pre-Depends',
  'Depends',
  'Conflicts',
  'Breaks',
  'Recommends',
  'Suggests',
  'Provides',
] as const;

export type RelationField = (typeof RELATION_FIELDS)[number];

/**
 * Codes of a group: the number of its field and how many alternatives it has, then two numbers per alternative: its
 * name, and its operator and version. A group of no alternatives stands for a whole field that has anything unusual,
 * and the number of its text follows: it is read, or refused, when it is asked for.
 */
const FIELD_BITS = 3;
const OPERATOR_BITS = 3;
const NO_OPERATOR = OPERATORS.length;

/** Writes the relations of packages as numbers. */
export class RelationEncoder {
  readonly codes: number[] = [];

  constructor(
    private readonly source: string,
    private readonly names: TextNumbers,
    private readonly texts: TextNumbers,
  ) {}

  /** The relations of a field whose value is at these places of the source. */
  encode(field: RelationField, start: number, end: number): void {
    const number = RELATION_FIELDS.indexOf(field);
    const before = this.codes.length;
    if (this.groups(number, start, end)) return;
    this.codes.length = before;
    namesIn(this.source, start, end, (name) => this.names.of(name));
    this.codes.push(number, this.texts.of(this.source.slice(start, end)));
  }

  /** False when there is something unusual. */
  private groups(field: number, start: number, end: number): boolean {
    const scanner = new RelationScanner(this.source, start, end);
    for (scanner.blanks(); !scanner.done; scanner.blanks()) {
      if (scanner.take(COMMA)) continue;
      const head = this.codes.push(0) - 1;
      do if (!this.alternative(scanner)) return false;
      while (scanner.take(BAR));
      if (!scanner.done && !scanner.take(COMMA)) return false;
      this.codes[head] = field | (((this.codes.length - head - 1) / 2) << FIELD_BITS);
    }
    return true;
  }

  private alternative(scanner: RelationScanner): boolean {
    scanner.blanks();
    const name = scanner.name();
    scanner.blanks();
    if (name === '' || !scanner.atEndOfName) return false;
    this.codes.push(this.names.of(name));
    if (!scanner.take(OPEN)) {
      this.codes.push(NO_OPERATOR);
      return true;
    }
    scanner.blanks();
    const written = scanner.operator();
    const operator = OPERATORS.findIndex((one) => one === written);
    scanner.blanks();
    const version = scanner.version();
    scanner.blanks();
    if (operator < 0 || version === '' || !scanner.take(CLOSE)) return false;
    scanner.blanks();
    this.codes.push(operator | (this.texts.of(version) << OPERATOR_BITS));
    return true;
  }
}

/** The relations of one field among a package's codes, for an architecture. */
export interface CodedRelations {
  readonly codes: Uint32Array;
  /** Where the package's codes start and end. */
  readonly start: number;
  readonly end: number;
  readonly names: TextTable;
  readonly texts: TextTable;
}

/**
 * Reads what {@link RelationEncoder} wrote, as `readRelations` would have read the field's text.
 * @throws PluginError `malformed-response` for a field that is kept as text and cannot be read
 */
export function decodeRelations(
  coded: CodedRelations,
  field: RelationField,
  architecture: string,
): readonly (readonly Relation[])[] {
  const { codes, start, end, texts } = coded;
  const number = RELATION_FIELDS.indexOf(field);
  const groups: (readonly Relation[])[] = [];
  for (let at = start; at < end;) {
    const head = codes[at++] ?? 0;
    const count = head >> FIELD_BITS;
    const next = at + (count === 0 ? 1 : count * 2);
    if ((head & (2 ** FIELD_BITS - 1)) === number) {
      if (count === 0) groups.push(...readRelations(texts.text(codes[at] ?? 0), architecture));
      else groups.push(decodeGroup({ ...coded, start: at, end: next }, architecture));
    }
    at = next;
  }
  return groups;
}

function decodeGroup({ codes, start, end, names, texts }: CodedRelations, architecture: string): readonly Relation[] {
  const group: Relation[] = [];
  for (let at = start; at < end; at += 2) {
    const code = codes[at + 1] ?? 0;
    const operator = OPERATORS[code & (2 ** OPERATOR_BITS - 1)];
    const name = lookedUp(names.text(codes[at] ?? 0), architecture);
    group.push({ name, operator, version: operator === undefined ? '' : texts.text(code >> OPERATOR_BITS) });
  }
  return group;
}
