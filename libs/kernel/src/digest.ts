import { createHash } from 'node:crypto';
import { IntegrityFault } from './errors.js';

/** `sha256:` and 64 lower-case hex digits. */
export type Digest = `sha256:${string}`;

const SHAPE = /^sha256:[0-9a-f]{64}$/;

/** Whether `text` has the shape of a digest. */
export const isDigest = (text: string): text is Digest => SHAPE.test(text);

/**
 * Reads a digest from outside.
 * @throws IntegrityFault `malformed-digest`
 */
export function digest(text: string): Digest {
  if (!isDigest(text)) throw new IntegrityFault('malformed-digest', `Not a sha256 digest: ${text.slice(0, 100)}`);
  return text;
}

/** The digest of bytes, or of a text as UTF-8. */
export const sha256 = (content: string | Uint8Array): Digest =>
  `sha256:${createHash('sha256').update(content).digest('hex')}`;

/** The 64 hex digits alone. */
export const hex = (of: Digest): string => of.slice('sha256:'.length);

/**
 * A UUID made from a name, so that the same name gives the same id (RFC 9562, version 5).
 * @param namespace a UUID
 */
export function uuidV5(namespace: string, name: string): string {
  const bytes = createHash('sha1')
    .update(Buffer.from(namespace.replaceAll('-', ''), 'hex'))
    .update(name)
    .digest()
    .subarray(0, 16);
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x50;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const text = bytes.toString('hex');
  return [text.slice(0, 8), text.slice(8, 12), text.slice(12, 16), text.slice(16, 20), text.slice(20)].join('-');
}

/** The root of all ids that Quench derives. */
export const QUENCH_NAMESPACE = '6f0c8b3e-4d1a-5c7e-9b52-0a1f4e8d7c63';

/** The id of a command, from what makes it the same command when it is tried again. */
export const commandId = (...parts: readonly (string | number)[]): string =>
  uuidV5(QUENCH_NAMESPACE, JSON.stringify(parts));

/** The id of the event at `index` (from 0) of the command's decision. */
export const eventId = (command: string, index: number): string => uuidV5(command, String(index));
