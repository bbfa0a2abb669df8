import type { DebRecord } from './deb-record.js';
import type { Tarball } from './npm-record.js';

const WIDTH = 116;

/** A record as the module of the deb plugin that ships it. */
export const debRecordText = ({ key, fingerprint, first, later }: DebRecord): string =>
  `import { base64, utf8 } from './bytes.js';

/** Written by apps/e2e/src/conformance/deb-record.int.spec.ts. The key signs nothing else. */
export const KEY = \`${key}\`;

export const FINGERPRINT = '${fingerprint}';

/** Bodies by URL. */
export const FIRST: ReadonlyMap<string, Uint8Array> = new Map([
${[...first].map(written).join('')}]);

/** Those that took their place a day later. */
export const LATER: ReadonlyMap<string, Uint8Array> = new Map([
${[...later].map(written).join('')}]);
`;

const written = ([url, bytes]: readonly [string, Uint8Array]): string => {
  const text = Buffer.from(bytes).toString();
  return url.endsWith('/InRelease')
    ? `  [\n    '${url}',\n    utf8(\`${text}\`),\n  ],\n`
    : `  [\n    '${url}',\n    base64(\`\n${wrapped(Buffer.from(bytes).toString('base64'))}\n\`),\n  ],\n`;
};

const wrapped = (text: string): string => (text.match(new RegExp(`.{1,${String(WIDTH)}}`, 'g')) ?? []).join('\n');

/** Tarballs as the module of the npm plugin that ships them. */
export const npmRecordText = (tarballs: Readonly<Record<string, Tarball>>): string =>
  `import { base64 } from './base64.js';

/** Written by apps/e2e/src/conformance/npm-record.int.spec.ts. */
export const TARBALLS = {
${Object.entries(tarballs)
  .map(
    ([name, { bytes, integrity }]) =>
      `  ${name}: {\n    integrity: '${integrity}',\n    bytes: base64(\`\n${wrapped(Buffer.from(bytes).toString('base64'))}\n\`),\n  },\n`,
  )
  .join('')}};
`;
