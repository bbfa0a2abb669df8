import { PluginError } from '@quench/plugin-sdk';
import type { AptSource } from './apt-source.js';

/** `deb [option=value …] uri suite [component …]` (sources.list(5)); a URI may hold blanks in brackets. */
const LINE = /^(\S+)\s+(?:\[([^\]]*)\]\s+)?((?:\[[^\]]*\]|\S)+)\s+(\S+)(?:\s+.*)?$/;

/**
 * The binary sources of a `.list` file.
 * @throws PluginError `malformed-input` with the line
 */
export function readOneLine(file: string, text: string): readonly AptSource[] {
  return text.split('\n').flatMap((raw, at) => {
    const line = raw.replace(/#.*$/, '').trim();
    if (line === '') return [];
    const match = LINE.exec(line);
    const [, type, options = '', uri = '', suite = ''] = match ?? [];
    if (type !== 'deb' && type !== 'deb-src') {
      throw new PluginError(
        'malformed-input',
        `${file}, line ${at + 1}: expected "deb [options] uri suite components", found "${line.slice(0, 80)}".`,
      );
    }
    return type === 'deb-src' ? [] : [{ file, uris: [uri], suites: [suite], options: readOptions(options) }];
  });
}

/** `+=` adds to a default that nothing here depends on, so it reads as `=`. */
function readOptions(text: string): ReadonlyMap<string, string> {
  return new Map(
    [...text.matchAll(/([A-Za-z-]+)[+-]?=(\S+)/g)].map(([, name = '', value = '']) => [name.toLowerCase(), value]),
  );
}
