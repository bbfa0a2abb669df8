import { PluginError } from '@quench/plugin-sdk';
import { readStanzas, type Stanza } from '../control/index.js';
import { isOff } from './apt-conf.js';
import type { AptSource } from './apt-source.js';

/**
 * The enabled binary sources of a `.sources` file.
 * @throws PluginError `malformed-input`
 */
export function readDeb822(file: string, text: string): readonly AptSource[] {
  return stanzasOf(file, text).flatMap((stanza) => {
    if (isOff(stanza.get('enabled')) || !words(stanza.get('types')).includes('deb')) return [];
    const [uris, suites] = [words(stanza.get('uris')), words(stanza.get('suites'))];
    if (uris.length === 0 || suites.length === 0) {
      throw malformed(file, `a source has no ${uris.length === 0 ? 'URIs' : 'Suites'}`);
    }
    return [{ file, uris, suites, options: stanza }];
  });
}

function stanzasOf(file: string, text: string): readonly Stanza[] {
  // A comment line between fields would otherwise part nothing, one between paragraphs would part them twice.
  const bare = text.replace(/^#.*\n?/gm, '');
  try {
    return [...readStanzas(bare)];
  } catch (error) {
    throw malformed(file, error instanceof Error ? error.message : String(error));
  }
}

const words = (value: string | undefined): readonly string[] =>
  (value ?? '').split(/\s+/).filter((word) => word !== '');

const malformed = (file: string, why: string): PluginError =>
  new PluginError('malformed-input', `${file} cannot be read as apt's sources: ${why}.`);
