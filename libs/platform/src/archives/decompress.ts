import { promisify } from 'node:util';
import { gunzip, type InputType, type ZlibOptions, zstdDecompress, type ZstdOptions } from 'node:zlib';
import { decompress as unxz } from '@napi-rs/lzma/xz';
import { errorCode } from '../node-errors/index.js';
import { malformed, tooLarge } from './archive-fault.js';
import { unfoldedXzBytes } from './xz-size.js';

/** Above this many times its size a stream that unfolds to more than {@link FREE_BYTES} is a bomb. */
const MAX_RATIO = 1000;
const FREE_BYTES = 64 * 1024 * 1024;
/** What zlib hands over at a time costs a turn of the event loop, and is copied together in the end. */
const MIN_CHUNK_BYTES = 64 * 1024;
const SIZE_FIELD_BYTES = 4;

/**
 * Unfolds xz, gzip and zstd, told apart by their first bytes; other bytes come back as they are.
 * @throws IntegrityFault `archive-malformed` for damaged, truncated and trailing bytes, `archive-too-large`
 */
export async function decompress(bytes: Uint8Array, limits: { readonly maxBytes: number }): Promise<Uint8Array> {
  const maxBytes = Math.min(limits.maxBytes, Math.max(FREE_BYTES, bytes.length * MAX_RATIO));
  const format = compressionOf(bytes);
  if (format !== undefined) return unfold[format](bytes, maxBytes);
  if (bytes.length > limits.maxBytes) throw tooLarge(`${bytes.length} bytes, of ${limits.maxBytes}`);
  return bytes;
}

type Compression = 'xz' | 'gzip' | 'zstd';

const MAGIC: readonly (readonly [Compression, readonly number[]])[] = [
  ['xz', [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00]],
  ['gzip', [0x1f, 0x8b]],
  ['zstd', [0x28, 0xb5, 0x2f, 0xfd]],
];

const compressionOf = (bytes: Uint8Array): Compression | undefined =>
  MAGIC.find(([, magic]) => magic.every((value, at) => bytes[at] === value))?.[0];

const unfold: Record<Compression, (bytes: Uint8Array, maxBytes: number) => Promise<Uint8Array>> = {
  xz: async (bytes, maxBytes) => {
    const size = unfoldedXzBytes(bytes);
    if (size > maxBytes) throw tooLarge(`${size} bytes of xz content, of ${maxBytes}`);
    const content = await unxz(bytes).catch((error: unknown) => {
      throw malformed('its xz data cannot be read', error);
    });
    if (content.length !== size) throw malformed('its xz data has another size than it says');
    return content;
  },
  gzip: (bytes, maxBytes) => byZlib(gunzipWithInfo, bytes, { maxBytes, aboutBytes: unfoldedGzipBytes(bytes) }),
  zstd: (bytes, maxBytes) => byZlib(zstdWithInfo, bytes, { maxBytes, aboutBytes: 4 * bytes.length }),
};

/** As the end of its last member says (RFC 1952), which need not be true. */
const unfoldedGzipBytes = (bytes: Uint8Array): number =>
  bytes.length < SIZE_FIELD_BYTES ? 0 : Buffer.from(bytes.subarray(-SIZE_FIELD_BYTES)).readUInt32LE();

/** With `info`, zlib answers how much of the input it read; it passes over trailing bytes without a word. */
interface Unfolded {
  readonly buffer: Buffer;
  readonly engine: { readonly bytesWritten: number };
}
type WithInfo<Options> = (bytes: InputType, options: Options & { readonly info: true }) => Promise<Unfolded>;
const gunzipWithInfo = promisify(gunzip) as unknown as WithInfo<ZlibOptions>;
const zstdWithInfo = promisify(zstdDecompress) as unknown as WithInfo<ZstdOptions>;

async function byZlib(
  run: WithInfo<{ maxOutputLength: number; chunkSize: number }>,
  bytes: Uint8Array,
  { maxBytes, aboutBytes }: { readonly maxBytes: number; readonly aboutBytes: number },
): Promise<Uint8Array> {
  // One byte more than there is: it is read to its end in one step.
  const chunkSize = Math.max(MIN_CHUNK_BYTES, Math.min(aboutBytes, maxBytes) + 1);
  try {
    const { buffer, engine } = await run(bytes, { info: true, maxOutputLength: maxBytes, chunkSize });
    if (engine.bytesWritten !== bytes.length) throw malformed('bytes follow the end of its compressed data');
    return buffer;
  } catch (error) {
    if (errorCode(error) === 'ERR_BUFFER_TOO_LARGE') throw tooLarge(`more than ${maxBytes} bytes of content`);
    if (error instanceof Error && error.name === 'IntegrityFault') throw error;
    throw malformed('its compressed data cannot be read', error);
  }
}
