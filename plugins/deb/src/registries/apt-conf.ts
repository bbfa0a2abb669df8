import { PluginError } from '@quench/plugin-sdk';

/**
 * The settings of a text in apt.conf(5) format by lower-case path: `acquire::check-valid-until`. Later ones win. Scopes
 * in braces, both kinds of comments and unquoted values are read; `#include` and `#clear` are passed over.
 * @throws PluginError `malformed-input`
 */
export function readAptConf(path: string, text: string, settings: Map<string, string>): void {
  const scopes: string[] = [];
  let words: string[] = [];
  for (const [, quoted, mark, bare] of text.replace(COMMENTS, keepQuoted).matchAll(TOKEN)) {
    if (mark === undefined) {
      words.push(quoted ?? bare ?? '');
      continue;
    }
    if (mark === '{') scopes.push(words.join(' '));
    else if (words.length > 1) settings.set([...scopes, words[0]].join('::').toLowerCase(), words.slice(1).join(' '));
    if (mark === '}' && scopes.pop() === undefined) throw malformed(path, 'a brace closes nothing');
    words = [];
  }
  if (scopes.length > 0) throw malformed(path, `the brace of ${scopes.join('::')} is never closed`);
}

/** What apt takes for "no". */
export const isOff = (value: string | undefined): boolean =>
  value !== undefined && ['no', 'false', 'without', 'off', 'disable', '0'].includes(value.trim().toLowerCase());

/** What apt takes for "yes". */
export const isOn = (value: string | undefined): boolean =>
  value !== undefined && ['yes', 'true', 'with', 'on', 'enable', '1'].includes(value.trim().toLowerCase());

/** A quoted text, so that `//` in it is none, or a comment. */
const COMMENTS = /("(?:[^"\\]|\\.)*")|\/\*[\s\S]*?\*\/|(?:\/\/|#)[^\n]*/g;
const keepQuoted = (_match: string, quoted: string | undefined): string => quoted ?? ' ';
const TOKEN = /"((?:[^"\\]|\\.)*)"|([{};])|([^\s{};"]+)/g;

const malformed = (path: string, why: string): PluginError =>
  new PluginError('malformed-input', `${path} cannot be read as apt's configuration: ${why}.`);
