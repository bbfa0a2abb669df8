import { sha256 } from '@quench/kernel';
import type pg from 'pg';

/** As many as there are tables and shapes of questions in the code. */
const names = new Map<string, string>();

/** What a connection parses and plans once, however often it is asked. PostgreSQL cuts names after 63 bytes. */
export function planned(text: string, values: readonly unknown[]): pg.QueryConfig {
  const name = names.get(text) ?? `rows-${sha256(text).slice(-32)}`;
  names.set(text, name);
  return { name, text, values: [...values] };
}
