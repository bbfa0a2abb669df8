import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';

/** A field of a class, as the sources say it. */
export interface FieldSource {
  readonly name: string;
  readonly type: string;
  readonly optional: boolean;
  /** What it is without being set, as it is written; undefined where nothing is. */
  readonly initial: string | undefined;
  /** Its decorators, as they are written: `Min(1)`. */
  readonly rules: readonly string[];
  readonly text: string;
}

/** A class with its fields. */
export interface ClassSource {
  readonly text: string;
  readonly parent: string | undefined;
  readonly fields: readonly FieldSource[];
}

/** Every class below a folder by name. */
export function classSources(folder: string): ReadonlyMap<string, ClassSource> {
  const found = new Map<string, ClassSource>();
  for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort()) {
    if (!name.endsWith('.ts') || name.endsWith('.spec.ts')) continue;
    const text = readFileSync(join(folder, name), 'utf8');
    const file = ts.createSourceFile(name, text, ts.ScriptTarget.Latest, true);
    for (const statement of file.statements) {
      if (ts.isClassDeclaration(statement) && statement.name) found.set(statement.name.text, classSource(statement));
    }
  }
  return found;
}

function classSource(declared: ts.ClassDeclaration): ClassSource {
  const [heritage] = declared.heritageClauses ?? [];
  return {
    text: docOf(declared),
    parent: heritage?.types[0]?.expression.getText(),
    fields: declared.members.filter(ts.isPropertyDeclaration).map((member) => ({
      name: member.name.getText(),
      type: (member.type?.getText() ?? '').replace(/^readonly /, '').replace(/\s+/g, ' '),
      optional: member.questionToken !== undefined,
      initial: member.initializer?.getText(),
      rules: (ts.getDecorators(member) ?? []).map((decorator) => decorator.expression.getText()),
      text: docOf(member),
    })),
  };
}

const docOf = (node: ts.HasJSDoc): string =>
  ts
    .getJSDocCommentsAndTags(node)
    .filter(ts.isJSDoc)
    .map(({ comment }) => ts.getTextOfJSDocComment(comment) ?? '')
    .join(' ')
    .replace(/\s+/g, ' ');
