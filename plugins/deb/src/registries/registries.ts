import type { ClientConfiguration, Registries, Registry } from '@quench/plugin-sdk';
import type { AptSource } from './apt-source.js';
import { isOff, isOn, readAptConf } from './apt-conf.js';
import { readDeb822 } from './deb822.js';
import { readOneLine } from './one-line.js';
import { pinnedKeysIn } from './signed-by.js';

const CONF = '/etc/apt/apt.conf';
const LIST = '/etc/apt/sources.list';

/** What apt is configured with. */
export const registries: Registries = {
  files: [
    `${CONF}.d/*`,
    CONF,
    LIST,
    `${LIST}.d/*.list`,
    `${LIST}.d/*.sources`,
    '/usr/share/keyrings/*.{gpg,asc,pgp}',
    '/etc/apt/keyrings/*.{gpg,asc,pgp}',
    '/etc/apt/trusted.gpg.d/*.{gpg,asc}',
  ],
  env: [],
  read,
};

/** What a registry's `details` hold; those of an added archive come from the host. */
export interface AptDetails {
  readonly suites: readonly string[];
  readonly checkValidUntil: boolean;
  /** Whether an index of the future is refused. */
  readonly checkDate: boolean;
  /** Fingerprints of pinned keys that `Signed-By` allows; undefined where there is no such option. */
  readonly pinned: readonly string[] | undefined;
  /** Why nothing may be taken from it. */
  readonly refused: string | undefined;
}

function read({ files }: ClientConfiguration): readonly Registry[] {
  const settings = new Map<string, string>();
  for (const [path, text] of files) if (isConf(path)) readAptConf(path, text, settings);
  const sources = [...files].flatMap(([path, text]) => sourcesIn(path, text));
  const checked = {
    validUntil: !isOff(settings.get('acquire::check-valid-until')),
    date: !isOff(settings.get('acquire::check-date')),
  };
  return sources.flatMap((source) => source.uris.flatMap((uri) => registryOf(uri, source, checked, files)));
}

/** run-parts names: apt passes over editors' backups and the like. */
const isConf = (path: string): boolean =>
  path === CONF || (path.startsWith(`${CONF}.d/`) && /\/[A-Za-z0-9_-]+(?:\.conf)?$/.test(path));

function sourcesIn(path: string, text: string): readonly AptSource[] {
  if (path === LIST || (path.startsWith(`${LIST}.d/`) && path.endsWith('.list'))) return readOneLine(path, text);
  return path.startsWith(`${LIST}.d/`) && path.endsWith('.sources') ? readDeb822(path, text) : [];
}

/** Transports that apt knows beside these (cdrom, mirror lists, tor) are no bases; their suites count as not listed. */
function registryOf(
  uri: string,
  source: AptSource,
  checked: { readonly validUntil: boolean; readonly date: boolean },
  files: ReadonlyMap<string, string>,
): readonly Registry[] {
  const base = URL.canParse(uri) ? new URL(uri) : undefined;
  if (base === undefined || !['http:', 'https:', 'file:'].includes(base.protocol)) return [];
  const [validUntil, date] = [source.options.get('check-valid-until'), source.options.get('check-date')];
  const details: AptDetails & Registry['details'] = {
    suites: source.suites.filter((suite) => !suite.endsWith('/')),
    checkValidUntil: validUntil === undefined ? checked.validUntil : !isOff(validUntil),
    checkDate: date === undefined ? checked.date : !isOff(date),
    pinned: pinnedKeysIn(source.options.get('signed-by'), files),
    refused: isOn(source.options.get('trusted'))
      ? `${source.file} trusts it without signatures (trusted=yes)`
      : undefined,
  };
  return [{ base: base.href.endsWith('/') ? base.href : `${base.href}/`, details }];
}
