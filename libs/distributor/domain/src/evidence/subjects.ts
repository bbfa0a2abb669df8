import type { Statement } from '@quench/contracts';

/** The digests that a statement is about, sorted. */
export const subjectsOf = (statement: Statement): readonly string[] =>
  statement.subject.map(({ digest }) => `sha256:${digest.sha256}`).sort();
