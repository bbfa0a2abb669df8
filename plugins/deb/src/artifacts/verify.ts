import { PluginError, type Artifacts, type Dependency, type Snapshot } from '@quench/plugin-sdk';
import { readStanza, type Stanza } from '../control/index.js';
import { loadIndex } from '../index-of-packages/index.js';

/** Whether the snapshots name exactly this file, and who signed them. */
export const verify: Artifacts['verify'] = async (dependency, snapshots, host) => {
  for (const snapshot of snapshots.filter((candidate) => isFrom(dependency, candidate))) {
    for (const { plainDigest } of snapshot.indexes) {
      const stanzas = (await loadIndex(plainDigest, host)).find(dependency.name).map(readStanza);
      const named = stanzas.filter((stanza) => isRelease(stanza, dependency));
      if (named.some((stanza) => isFile(stanza, dependency))) {
        return snapshot.signedBy.map((by) => ({ kind: 'signature', by }) as const);
      }
      if (named.length > 0) {
        throw new PluginError(
          'not-authentic',
          `${dependency.purl} is said to be ${dependency.sha256} of ${dependency.size} bytes; ${snapshot.source.suite} ` +
            `vouches for another file of that version.`,
        );
      }
    }
  }
  return [];
};

const isFrom = ({ from }: Dependency, { source }: Snapshot): boolean =>
  source.origin === from.origin && source.suite === from.suite;

const isRelease = (stanza: Stanza, { version, architecture }: Dependency): boolean =>
  stanza.get('version') === version && stanza.get('architecture') === architecture;

const isFile = (stanza: Stanza, { sha256, size, path }: Dependency): boolean =>
  `sha256:${stanza.get('sha256') ?? ''}` === sha256 &&
  stanza.get('size') === String(size) &&
  stanza.get('filename') === path;
