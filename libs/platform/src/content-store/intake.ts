import { createHash, randomUUID } from 'node:crypto';
import { type FileHandle, open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { IntegrityFault, type Digest } from '@quench/kernel';
import { checkExpected } from './faults.js';
import { inFolder } from './folders.js';

/** What the bytes must be. */
export interface IntakeLimits {
  readonly expected?: Digest;
  readonly maxBytes?: number;
}

/** A temporary file whose bytes are durable, and what they are. */
export interface Intake {
  readonly path: string;
  readonly digest: Digest;
  /** Bytes. */
  readonly size: number;
}

/** Small chunks are gathered to this many bytes before they are written. */
const GATHER_BYTES = 256 * 1024;

/**
 * Writes bytes to a new file in `folder`, made when it is missing, hashing them on the way; the file is gone when this throws.
 * @throws IntegrityFault `digest-mismatch`, `content-too-large`; whatever the source throws
 */
export async function intake(
  bytes: Uint8Array | AsyncIterable<Uint8Array>,
  folder: string,
  limits: IntakeLimits,
): Promise<Intake> {
  const path = join(folder, randomUUID());
  const file = await inFolder(folder, () => open(path, 'wx', 0o600));
  try {
    // The umask may have taken bits away.
    await file.chmod(0o600);
    const written = await pour(bytes instanceof Uint8Array ? [bytes] : bytes, file, limits);
    await file.sync();
    return { path, ...written };
  } catch (fault) {
    await rm(path, { force: true });
    throw fault;
  } finally {
    await file.close();
  }
}

async function pour(
  chunks: Iterable<Uint8Array> | AsyncIterable<Uint8Array>,
  file: FileHandle,
  { expected, maxBytes = Infinity }: IntakeLimits,
): Promise<{ digest: Digest; size: number }> {
  const hash = createHash('sha256');
  let size = 0;
  let gathered: Uint8Array[] = [];
  let gatheredBytes = 0;
  for await (const chunk of chunks) {
    size += chunk.byteLength;
    if (size > maxBytes) throw new IntegrityFault('content-too-large', `More than ${maxBytes} bytes arrived`);
    hash.update(chunk);
    gathered.push(chunk);
    gatheredBytes += chunk.byteLength;
    if (gatheredBytes < GATHER_BYTES) continue;
    await writeAll(file, gathered);
    gathered = [];
    gatheredBytes = 0;
  }
  await writeAll(file, gathered);
  const digest: Digest = `sha256:${hash.digest('hex')}`;
  checkExpected({ digest, size }, expected);
  return { digest, size };
}

/** `writev` may write less than it was given. */
async function writeAll(file: FileHandle, chunks: readonly Uint8Array[]): Promise<void> {
  const total = chunks.reduce((sum, chunk) => sum + chunk.byteLength, 0);
  if (total === 0) return;
  const { bytesWritten } = await file.writev(chunks);
  if (bytesWritten === total) return;
  const rest = Buffer.concat(chunks).subarray(bytesWritten);
  for (let at = 0; at < rest.byteLength;) at += (await file.write(rest, at)).bytesWritten;
}
