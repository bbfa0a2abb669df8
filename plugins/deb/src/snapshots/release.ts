import { PluginError, type Digest } from '@quench/plugin-sdk';
import { readStanza, required, type Stanza } from '../control/index.js';

/** What the signed text of an InRelease says. */
export interface Release {
  readonly origin: string;
  readonly label: string;
  readonly codename: string;
  readonly date: string;
  readonly validUntil: string | undefined;
  readonly byHash: boolean;
  readonly architectures: readonly string[];
  /** The indexes of architecture-independent packages are inside those of each architecture. */
  readonly allInEach: boolean;
  /** By path below the suite's folder. */
  readonly files: ReadonlyMap<string, { readonly sha256: Digest; readonly size: number }>;
}

/**
 * Reads the verified text of an InRelease.
 * @throws PluginError `malformed-response`
 */
export function readRelease(text: string): Release {
  const stanza = readStanza(text);
  const architectures = words(stanza, 'architectures');
  const validUntil = stanza.get('valid-until');
  return {
    origin: required(stanza, 'Origin'),
    label: required(stanza, 'Label'),
    codename: required(stanza, 'Codename'),
    date: readInstant(required(stanza, 'Date')),
    validUntil: validUntil === undefined ? undefined : readInstant(validUntil),
    byHash: stanza.get('acquire-by-hash') === 'yes',
    architectures,
    allInEach: !architectures.includes('all') || words(stanza, 'no-support-for-architecture-all').includes('Packages'),
    files: new Map(required(stanza, 'SHA256').trim().split('\n').map(readFile)),
  };
}

const words = (stanza: Stanza, field: string): readonly string[] => (stanza.get(field) ?? '').split(/\s+/);

function readFile(line: string): [string, { readonly sha256: Digest; readonly size: number }] {
  const [, hash = '', size = '', path = ''] = /^\s*([0-9a-f]{64})\s+(\d{1,12})\s+(\S+)$/.exec(line) ?? [];
  if (path === '') throw malformed(`its SHA256 list has the line "${line.slice(0, 100)}"`);
  return [path, { sha256: `sha256:${hash}`, size: Number(size) }];
}

const INSTANT = /^[A-Z][a-z]{2}, +(\d{1,2}) ([A-Z][a-z]{2}) (\d{4}) (\d{1,2}):(\d{2}):(\d{2}) (?:UTC|GMT|\+0000)$/;
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** `Sat, 21 Nov 2026 09:15:44 UTC` as RFC 3339. */
function readInstant(text: string): string {
  const [, day, name = '', year, hour, minute, second] = INSTANT.exec(text) ?? [];
  const month = MONTHS.indexOf(name);
  const at = new Date(Date.UTC(Number(year), month, Number(day), Number(hour), Number(minute), Number(second)));
  if (month < 0 || Number.isNaN(at.getTime())) throw malformed(`"${text.slice(0, 60)}" is not an instant in UTC`);
  return at.toISOString();
}

const malformed = (what: string): PluginError =>
  new PluginError('malformed-response', `A signed index cannot be read: ${what}.`);
