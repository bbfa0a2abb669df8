import { readFile } from 'node:fs/promises';
import { Rejection } from '@quench/kernel';

/**
 * The secret that a file holds, without white space around it.
 * @throws Rejection `configuration-invalid` when it cannot be read
 */
export async function secretIn(file: string): Promise<string> {
  try {
    return (await readFile(file, 'utf8')).trim();
  } catch (cause) {
    throw new Rejection('configuration-invalid', `Cannot read the secret in ${file}: ${String(cause)}`, { cause });
  }
}
