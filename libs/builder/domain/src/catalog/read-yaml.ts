import { isCollection, isMap, isNode, isScalar, LineCounter, parseDocument, visit, type Document } from 'yaml';
import type { Problem } from './problem.js';
import { yamlMessage } from './yaml-problem.js';

/** A parsed file that still knows where each value stands. */
export interface YamlFile {
  readonly file: string;
  readonly value: unknown;
  /** The line of the key or entry at a path, or of the nearest parent that exists. */
  line(path: readonly (string | number)[]): number;
}

/** More aliases than any person writes are an attack on memory. */
const MAX_ALIASES = 50;

/** Reads one YAML 1.2 document; duplicate keys and custom tags are mistakes. */
export function readYaml(file: string, text: string): YamlFile | readonly Problem[] {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, uniqueKeys: true, stringKeys: true });
  const written = text.split('\n');
  const mistakes = [...document.errors, ...document.warnings].map((mistake) => {
    const { line } = lines.linePos(mistake.pos[0]);
    return { file, line, message: yamlMessage(mistake, written[line - 1] ?? '') };
  });
  // What follows a mistake in its line is mostly the same mistake.
  const first = mistakes.filter(({ line }, at) => mistakes.findIndex((other) => other.line === line) === at);
  if (first.length > 0) return first;
  try {
    const value: unknown = document.toJS({ maxAliasCount: MAX_ALIASES });
    return { file, value, line: (path) => lineOf(document, lines, path) };
  } catch {
    // All that can go wrong here is an alias: of nothing, of itself, or of so much that it would fill the memory.
    const message = 'an alias (*name) of nothing, or of too much; expected the values themselves';
    return [{ file, line: firstAlias(document, lines), message }];
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

/** Keys are texts, also those that look like places in a list: `22`. */
function pairAt(parent: unknown, name: string | number | undefined) {
  return isMap(parent)
    ? parent.items.find(({ key }) => isScalar(key) && String(key.value) === String(name))
    : undefined;
}

function nodeAt(document: Document, path: readonly (string | number)[]): unknown {
  return path.reduce<unknown>(
    (node, part) => (isCollection(node) ? (pairAt(node, part)?.value ?? node.get(part, true)) : undefined),
    document.contents,
  );
}

/** A value may stand lines below its key, which is what a person looks for. */
const keyAt = (document: Document, path: readonly (string | number)[]): unknown =>
  pairAt(nodeAt(document, path.slice(0, -1)), path.at(-1))?.key;

function lineOf(document: Document, lines: LineCounter, path: readonly (string | number)[]): number {
  for (let depth = path.length; depth >= 0; depth--) {
    const node =
      depth === 0
        ? document.contents
        : (keyAt(document, path.slice(0, depth)) ?? nodeAt(document, path.slice(0, depth)));
    if (isNode(node) && node.range) return lines.linePos(node.range[0]).line;
  }
  return 1;
}
