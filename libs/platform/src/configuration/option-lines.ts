import { clip, Rejection } from '@quench/kernel';
import { isMap, isScalar, isSeq, LineCounter, parseDocument, visit, type Document } from 'yaml';

/** What a configuration file says, and where. */
export interface WrittenOptions {
  readonly value: unknown;
  /** The line of an option, or of the nearest one that it is part of; 1 for what is in none. */
  line(path: readonly string[]): number;
}

/**
 * Reads the options of a configuration file.
 * @throws Rejection `configuration-invalid` with the line
 */
export function optionLines(file: string, text: string): WrittenOptions {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, uniqueKeys: true, stringKeys: true });
  const [mistake] = [...document.errors, ...document.warnings];
  if (mistake !== undefined) {
    const { line } = lines.linePos(mistake.pos[0]);
    const said =
      mistake.code === 'DUPLICATE_KEY'
        ? 'this option is there twice; expected it once'
        : 'is not YAML; expected "option: value"';
    const shown = (text.split('\n')[line - 1] ?? '').trim();
    throw new Rejection('configuration-invalid', `${file}:${String(line)}: ${said}, found ${clip(shown, 60)}`);
  }
  try {
    return { value: document.toJS({ maxAliasCount: 0 }), line: (path) => lineOf(document, lines, path) };
  } catch (cause) {
    const said = 'an alias (*name) stands for a value; expected the value itself';
    const line = firstAlias(document, lines);
    throw new Rejection('configuration-invalid', `${file}:${String(line)}: ${said}`, { cause });
  }
}

function firstAlias(document: Document, lines: LineCounter): number {
  let line = 1;
  visit(document, {
    Alias: (_, { range }) => {
      line = lines.linePos(range?.[0] ?? 0).line;
      return visit.BREAK;
    },
  });
  return line;
}

function lineOf(document: Document, lines: LineCounter, path: readonly string[]): number {
  let at = 0;
  let node: unknown = document.contents;
  for (const part of path) {
    const pair = isMap(node) ? node.items.find(({ key }) => isScalar(key) && key.value === part) : undefined;
    const entry: unknown = isSeq(node) ? node.items[Number(part)] : undefined;
    const [start] = rangeOf(pair === undefined ? entry : pair.key);
    if (start === undefined) break;
    at = start;
    node = pair === undefined ? entry : pair.value;
  }
  return lines.linePos(at).line;
}

const rangeOf = (node: unknown): readonly number[] =>
  isMap(node) || isSeq(node) || isScalar(node) ? (node.range ?? []) : [];
