import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { writeAr } from './ar-writer.js';
import { type TarEntry, writeTar } from './tar-writer.js';

/** A package to build. */
export interface MiniPackage {
  readonly name: string;
  readonly version: string;
  /** Default `all`. */
  readonly architecture?: string;
  /** More control fields, such as `Depends`; they may also replace the defaults. */
  readonly fields?: Readonly<Record<string, string>>;
  /**
   * Content by path without a leading `/`; an entry where the mode, owner or type matters. Directories above them are
   * added.
   */
  readonly files?: Readonly<Record<string, string | Uint8Array | Omit<TarEntry, 'path'>>>;
  /** The text of `changelog.Debian.gz`; none by default. */
  readonly changelog?: string;
  /** Maintainer scripts and other control members by name. */
  readonly control?: Readonly<Record<string, string>>;
}

/** The fields of a package's control file, in order. */
export const controlFields = (made: MiniPackage): Readonly<Record<string, string>> => ({
  Package: made.name,
  Version: made.version,
  Architecture: made.architecture ?? 'all',
  Maintainer: 'Nobody <nobody@archive.example>',
  Priority: 'optional',
  'Installed-Size': '1',
  Description: `the package ${made.name}`,
  ...made.fields,
});

/** A control paragraph. */
export const paragraph = (fields: Readonly<Record<string, string | number>>): string =>
  Object.entries(fields)
    .map(([field, value]) => `${field}: ${value}\n`)
    .join('');

/** A real .deb: an ar of `debian-binary`, `control.tar.gz` (with md5sums) and `data.tar.gz`. */
export function buildDeb(made: MiniPackage): Uint8Array {
  const data = dataEntries(made);
  const md5sums = data
    .filter(({ type, content }) => (type ?? '0') === '0' && content !== undefined)
    .map(
      ({ path, content }) =>
        `${createHash('md5')
          .update(content ?? '')
          .digest('hex')}  ${path.slice(2)}\n`,
    )
    .join('');
  const control = { control: paragraph(controlFields(made)), md5sums, ...made.control };
  return writeAr([
    { name: 'debian-binary', content: Buffer.from('2.0\n') },
    {
      name: 'control.tar.gz',
      content: zipped([
        { path: './', type: '5' },
        ...Object.entries(control).map(([name, content]) => ({ path: `./${name}`, content })),
      ]),
    },
    { name: 'data.tar.gz', content: zipped(data) },
  ]);
}

const zipped = (entries: readonly TarEntry[]): Uint8Array => gzipSync(writeTar(entries), { level: 1 });

function dataEntries(made: MiniPackage): readonly TarEntry[] {
  const doc = `usr/share/doc/${made.name}/changelog.Debian.gz`;
  const files: Record<string, string | Uint8Array | Omit<TarEntry, 'path'>> = {
    ...(made.changelog === undefined ? {} : { [doc]: gzipSync(made.changelog) }),
    ...made.files,
  };
  const folders = new Set(Object.keys(files).flatMap(foldersAbove));
  return [
    { path: './', type: '5' },
    ...[...folders]
      .filter((folder) => !(folder in files))
      .sort()
      .map((folder) => ({ path: `./${folder}/`, type: '5' })),
    ...Object.entries(files).map(([path, file]) => ({
      path: `./${path}`,
      ...(typeof file === 'string' || file instanceof Uint8Array ? { content: file } : file),
    })),
  ];
}

function foldersAbove(path: string): readonly string[] {
  const parts = path.split('/').slice(0, -1);
  return parts.map((_, at) => parts.slice(0, at + 1).join('/'));
}
