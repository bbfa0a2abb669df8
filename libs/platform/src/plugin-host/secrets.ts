import { readFile } from 'node:fs/promises';
import { TransientFault } from '@quench/kernel';
import type { Credential, SecretReference } from '@quench/plugin-sdk';

/**
 * The value of the header `Authorization`, read anew for every request: a secret that was changed counts at once, and
 * none is kept.
 * @throws TransientFault `registry-secret-missing`
 */
export async function authorization({ scheme, secret }: Credential): Promise<string> {
  const text = 'variable' in secret ? process.env[secret.variable] : await lineOf(secret.file, secret.after);
  // A line break would begin another header.
  if (text === undefined || !/^[\x21-\x7e]+$/.test(text)) throw missing(secret);
  return `${scheme} ${text}`;
}

async function lineOf(file: string, after: string): Promise<string | undefined> {
  const text = await readFile(file, 'utf8').catch(() => '');
  const line = text
    .split(/[\r\n]+/)
    .map((each) => each.trim())
    .findLast((each) => each.startsWith(after));
  return line
    ?.slice(after.length)
    .trim()
    .replace(/^(["'])(.*)\1$/, '$2');
}

const missing = (secret: SecretReference): TransientFault =>
  new TransientFault(
    'registry-secret-missing',
    'variable' in secret
      ? `The variable ${secret.variable} holds no secret that a registry could be asked with.`
      : `${secret.file} has no line that begins with ${secret.after} and a secret behind it.`,
  );
