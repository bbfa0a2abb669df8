import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { writeTar } from '@quench/testing';

/** A tarball as a registry serves it. */
export interface Tarball {
  readonly bytes: Uint8Array;
  /** As lock files write it. */
  readonly integrity: string;
}

type Files = Readonly<Record<string, string>>;

function tarball(manifest: Readonly<Record<string, unknown>>, files: Files = {}): Tarball {
  const all = { 'package.json': JSON.stringify({ version: '1.0.0', ...manifest }), ...files };
  const entries = Object.entries(all).map(([path, content]) => ({ path: `package/${path}`, content }));
  const bytes = gzipSync(writeTar(entries), { level: 9 });
  return { bytes, integrity: `sha512-${createHash('sha512').update(bytes).digest('base64')}` };
}

/** The packages that the samples of the npm plugin speak of, by what they are called there. */
export const npmTarballs: Readonly<Record<string, Tarball>> = {
  web: tarball({ name: 'web', version: '4.2.0', bin: { web: 'run.js' } }, { 'run.js': '#!/usr/bin/env node\n' }),
  tls: tarball({ name: '@corp/tls', version: '3.0.1' }, { 'lib/tls.js': 'x\n' }),
  zip: tarball(
    { name: 'zip', version: '1.3.0', bundleDependencies: ['crc'] },
    { 'node_modules/crc/package.json': '{"name":"crc","version":"1.0.1"}' },
  ),
  scripted: tarball({ name: 'web', scripts: { install: 'node make.js' } }),
  native: tarball({ name: 'web' }, { 'binding.gyp': '{}' }),
  hostile: tarball(
    { name: '../../etc', bin: { '../../../../bin/sh': '../../../../etc/passwd' } },
    { 'node_modules/a/package.json': '{"name":"../../../b","version":"../1"}' },
  ),
};
