import type { Digest, Host } from '@quench/plugin-sdk';
import { buildCompact } from './build-compact.js';
import { COMPACT_VERSION } from './compact-format.js';
import { openIndex, type PackageIndex } from './package-index.js';

/** Of a compact index, bytes. Debian's main suites have about 30 million. */
const MAX_BYTES = 512 * 1024 * 1024;

/**
 * Opened once for as long as the host keeps the bytes in memory: checking one package would else read the names of all.
 */
const opened = new WeakMap<Uint8Array, PackageIndex>();

/**
 * The index of a suite from its verified plain `Packages` text, which the host holds. Parsed once; afterwards read from
 * the host's cache.
 * @throws PluginError `malformed-response`; lets the host's errors through
 */
export async function loadIndex(plain: Digest, host: Pick<Host, 'derive'>): Promise<PackageIndex> {
  const compact = await host.derive(
    `deb-package-index-${COMPACT_VERSION}`,
    [plain],
    ([text]) => buildCompact(text ?? new Uint8Array(0)),
    { maxBytes: MAX_BYTES },
  );
  const index = opened.get(compact) ?? openIndex(compact);
  opened.set(compact, index);
  return index;
}
