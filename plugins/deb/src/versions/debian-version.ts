import { PluginError } from '@quench/plugin-sdk';

/** `[epoch:]upstream[-revision]` (deb-version(7)). A missing epoch is `0`, a missing revision the empty text. */
export interface DebianVersion {
  readonly epoch: string;
  readonly upstream: string;
  readonly revision: string;
}

const EPOCH = /^\d{1,10}$/;
const UPSTREAM = /^[A-Za-z0-9.+~:-]+$/;
const REVISION = /^[A-Za-z0-9.+~]+$/;

/** The epoch ends at the first `:`, the revision starts at the last `-`. Reads any text; checks nothing. */
export function splitVersion(version: string): DebianVersion {
  const colon = version.indexOf(':');
  const dash = version.lastIndexOf('-');
  const end = dash > colon ? dash : version.length;
  return {
    epoch: colon < 0 ? '0' : version.slice(0, colon),
    upstream: version.slice(colon + 1, end),
    revision: version.slice(end + 1),
  };
}

/**
 * Reads a version as strictly as dpkg does.
 * @throws PluginError `malformed-input`
 */
export function parseVersion(version: string): DebianVersion {
  const parts = splitVersion(version);
  const why = complaint(version, parts);
  if (why === undefined) return parts;
  throw new PluginError(
    'malformed-input',
    `Not a Debian version: "${version.slice(0, 100)}" ${why}. Expected [epoch:]upstream[-revision].`,
  );
}

function complaint(version: string, { epoch, upstream, revision }: DebianVersion): string | undefined {
  // dpkg keeps the epoch in a C int.
  if (!EPOCH.test(epoch) || Number(epoch) > 2147483647) return 'has an epoch that is not a number';
  if (upstream === '') return 'is empty';
  if (version.endsWith('-')) return 'ends in "-"';
  if (!UPSTREAM.test(upstream)) return 'has characters that an upstream version cannot hold';
  if (revision !== '' && !REVISION.test(revision)) return 'has characters that a revision cannot hold';
  return undefined;
}
