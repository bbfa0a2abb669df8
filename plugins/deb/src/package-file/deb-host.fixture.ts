import type { ArchiveEntry, Host } from '@quench/plugin-sdk';

/** UTF-8. */
export const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
/** The inverse of {@link bytes}. */
export const text = (content: Uint8Array): string => new TextDecoder().decode(content);

/** An entry of which only the path must be said. */
export type Given = Partial<ArchiveEntry> & { readonly path: string };

/** An entry of an archive: a file of root unless it is said otherwise. */
export const entry = (given: Given): ArchiveEntry => ({
  type: 'file',
  mode: 0o644,
  user: 'root',
  group: 'root',
  uid: 0,
  gid: 0,
  mtime: 1000,
  target: undefined,
  content: new Uint8Array(),
  ...given,
});

/** A control paragraph. */
export const CONTROL = 'Package: pkg\nVersion: 2.41-12+b1\nSource: glibc (2.41-12)\nMaintainer: José\n';

/** What a package has besides its files. */
export interface Parts {
  readonly control?: string;
  readonly md5sums?: string;
  readonly scripts?: Readonly<Record<string, string>>;
  readonly members?: readonly ArchiveEntry[];
}

/** Unpacks what it is told to: a package's members by their contents' texts. */
export function hostOf(data: readonly Given[], parts: Parts): Pick<Host, 'read' | 'unpack' | 'hash'> {
  const members = [
    entry({ path: 'debian-binary', content: bytes('2.0\n') }),
    entry({ path: 'control.tar.xz', content: bytes('control') }),
    entry({ path: 'data.tar.zst', content: bytes('data') }),
  ];
  const unpacked: Readonly<Record<string, readonly ArchiveEntry[]>> = {
    deb: parts.members ?? members,
    control: [
      entry({ path: 'control', content: bytes(parts.control ?? CONTROL) }),
      entry({ path: 'md5sums', content: bytes(parts.md5sums ?? '') }),
      ...Object.entries(parts.scripts ?? {}).map(([path, script]) => entry({ path, content: bytes(script) })),
    ],
    data: data.map(entry),
  };
  return {
    read: () => Promise.resolve(bytes('deb')),
    unpack: (archive) => Promise.resolve(unpacked[text(archive)] ?? []),
    hash: () => 'sha256:0',
  };
}
