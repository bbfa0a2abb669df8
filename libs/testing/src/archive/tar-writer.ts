/** One entry for {@link writeTar}. Defaults are those of a root-owned file of mode 0644 dated 2026-01-01. */
export interface TarEntry {
  readonly path: string;
  /** `0` file, `1` hard link, `2` symlink, `5` directory; any other character is written as it is. */
  readonly type?: string;
  readonly content?: Uint8Array | string;
  readonly link?: string;
  readonly mode?: number;
  readonly uid?: number;
  readonly gid?: number;
  readonly user?: string;
  readonly group?: string;
  /** Seconds since 1970. */
  readonly mtime?: number;
}

/** 2026-01-01T00:00:00Z, in seconds. */
export const TAR_MTIME = 1767225600;

/** A GNU tar of exactly these entries, in this order; long names get GNU's `L` and `K` headers. Checks nothing. */
export function writeTar(entries: readonly TarEntry[]): Uint8Array {
  const blocks = entries.flatMap((entry) => [
    ...longName('L', entry.path),
    ...longName('K', entry.link ?? ''),
    tarHeader(entry),
    padded(bytesOf(entry.content)),
  ]);
  return Buffer.concat([...blocks, Buffer.alloc(1024)]);
}

/** One header block with its checksum. */
export function tarHeader(entry: TarEntry): Uint8Array {
  const block = Buffer.alloc(512);
  const octal = (at: number, length: number, value: number): void => {
    block.write(value.toString(8).padStart(length - 1, '0'), at, length - 1, 'latin1');
  };
  Buffer.from(entry.path).copy(block, 0, 0, 100);
  octal(100, 8, entry.mode ?? (entry.type === '5' ? 0o755 : 0o644));
  octal(108, 8, entry.uid ?? 0);
  octal(116, 8, entry.gid ?? 0);
  octal(124, 12, bytesOf(entry.content).length);
  octal(136, 12, entry.mtime ?? TAR_MTIME);
  block.write(entry.type ?? '0', 156, 'latin1');
  Buffer.from(entry.link ?? '').copy(block, 157, 0, 100);
  block.write('ustar  \0', 257, 'latin1');
  block.write(entry.user ?? 'root', 265, 32, 'latin1');
  block.write(entry.group ?? 'root', 297, 32, 'latin1');
  return sealTarHeader(block);
}

/** Writes the checksum of a header block that a test has changed. */
export function sealTarHeader(block: Uint8Array): Uint8Array {
  const sealed = Buffer.from(block);
  sealed.fill(0x20, 148, 156);
  const sum = sealed.reduce((total, byte) => total + byte, 0);
  sealed.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1');
  return sealed;
}

function longName(type: string, name: string): readonly Uint8Array[] {
  if (Buffer.byteLength(name) <= 100) return [];
  const content = Buffer.concat([Buffer.from(name), Buffer.alloc(1)]);
  return [tarHeader({ path: '././@LongLink', type, content, mtime: 0 }), padded(content)];
}

const bytesOf = (content: Uint8Array | string | undefined): Uint8Array =>
  typeof content === 'string' ? Buffer.from(content) : (content ?? new Uint8Array());

const padded = (content: Uint8Array): Uint8Array =>
  Buffer.concat([content, Buffer.alloc((512 - (content.length % 512)) % 512)]);
