import { rename, writeFile } from 'node:fs/promises';

/** Readers see the old text or the new one. Not durable. */
export async function replaceFile(path: string, text: string): Promise<void> {
  const draft = `${path}.${process.pid}`;
  await writeFile(draft, text, { mode: 0o600 });
  await rename(draft, path);
}
