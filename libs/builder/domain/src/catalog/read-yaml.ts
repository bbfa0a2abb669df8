import { isNode, LineCounter, parseDocument, type Document } from 'yaml';
import type { Problem } from './problem.js';

/** A parsed file that still knows where each value stands. */
export interface YamlFile {
  readonly file: string;
  readonly value: unknown;
  /** The line of the value at a path, or of the nearest parent that exists. */
  line(path: readonly (string | number)[]): number | undefined;
}

/** More aliases than any person writes are an attack on memory. */
const MAX_ALIASES = 50;

/** Reads one YAML 1.2 document; duplicate keys and custom tags are mistakes. */
export function readYaml(file: string, text: string): YamlFile | readonly Problem[] {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, uniqueKeys: true, stringKeys: true });
  const mistakes = [...document.errors, ...document.warnings];
  if (mistakes.length > 0) {
    return mistakes.map((mistake) => ({
      file,
      line: lines.linePos(mistake.pos[0]).line,
      message: mistake.message.split('\n')[0] ?? 'not YAML',
    }));
  }
  try {
    const value: unknown = document.toJS({ maxAliasCount: MAX_ALIASES });
    return { file, value, line: (path) => lineOf(document, lines, path) };
  } catch (error) {
    return [{ file, line: undefined, message: error instanceof Error ? error.message : String(error) }];
  }
}

function lineOf(document: Document, lines: LineCounter, path: readonly (string | number)[]): number | undefined {
  for (let depth = path.length; depth >= 0; depth--) {
    const node: unknown = depth === 0 ? document.contents : document.getIn(path.slice(0, depth), true);
    if (isNode(node) && node.range) return lines.linePos(node.range[0]).line;
  }
  return undefined;
}
