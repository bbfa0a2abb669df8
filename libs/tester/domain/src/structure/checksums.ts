import type { Finding, StructureCheck } from './finding.js';

const LINE = /^([0-9a-f]{32}) [ *](.+)$/;

/** Where a path of a package lies once `/bin`, `/sbin` and `/lib*` are links into `/usr`. */
const merged = (path: string): string => path.replace(/^\.?\//, '').replace(/^(s?bin|lib(?:32|64|x32)?)\//, 'usr/$1/');

/** The files of packages are as their packages say, but for those that were left out or that the definition replaces. */
export const checksums: StructureCheck = ({ tree, files }) => {
  const replaced = new Set(files.map((path) => path.replace(/^\//, '')));
  return [...tree.entries].flatMap(({ path: list, text }) => (text === undefined ? [] : wrong(list, text)));

  function wrong(list: string, text: string): readonly Finding[] {
    return text.split('\n').flatMap((line): readonly Finding[] => {
      if (line === '') return [];
      const [, md5, name = ''] = LINE.exec(line) ?? [];
      if (md5 === undefined) return [{ rule: 'checksums', path: `/${list}`, expected: 'lines of checksum and path' }];
      const path = merged(name);
      const entry = tree.resolve(path)?.entry;
      if (entry?.md5 === undefined || entry.md5 === md5 || replaced.has(path)) return [];
      return [{ rule: 'checksums', path: `/${path}`, expected: `md5 ${md5}, as /${list} says` }];
    });
  }
};
