import { createHash, createHmac, pbkdf2Sync, randomBytes } from 'node:crypto';

/** PostgreSQL's own number of iterations. */
const ITERATIONS = 4_096;
const KEY_BYTES = 32;

/**
 * What a server keeps of a password and checks it by (RFC 5803), in PostgreSQL's form. A password in a statement would be
 * in the log of every server that logs such statements; this cannot be used to log in.
 * @param password printable ASCII, which needs no normalisation
 */
export function scramVerifier(password: string, salt: Uint8Array = randomBytes(16)): string {
  const salted = pbkdf2Sync(password, salt, ITERATIONS, KEY_BYTES, 'sha256');
  const keyed = (text: string): Buffer => createHmac('sha256', salted).update(text).digest();
  const stored = createHash('sha256').update(keyed('Client Key')).digest('base64');
  const server = keyed('Server Key').toString('base64');
  return `SCRAM-SHA-256$${String(ITERATIONS)}:${Buffer.from(salt).toString('base64')}$${stored}:${server}`;
}
