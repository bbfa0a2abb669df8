import { PluginError, type ArchiveEntry, type HeldFile, type Host } from '@quench/plugin-sdk';
import { latin1, readStanza, required, utf8 } from '../control/index.js';

/** A package, unpacked. Paths are as it writes them. */
export interface OpenedDeb {
  readonly name: string;
  /** The control paragraph, trimmed. */
  readonly control: string;
  /** By path: the md5 of each file that is no configuration file. */
  readonly md5sums: ReadonlyMap<string, string>;
  /** By name: what dpkg runs when it installs, configures or removes the package. */
  readonly scripts: ReadonlyMap<string, Uint8Array>;
  readonly entries: readonly ArchiveEntry[];
}

const MEMBERS = { maxEntries: 16, maxBytes: 4 * 1024 ** 3 };
const CONTROL = { maxEntries: 200, maxBytes: 64 * 1024 ** 2 };
const DATA = { maxEntries: 500_000, maxBytes: 4 * 1024 ** 3 };
const FORMAT = '2.0\n';
const SCRIPTS = ['config', 'postinst', 'postrm', 'preinst', 'prerm'];
const NAME = /^[a-z0-9][a-z0-9+.-]{1,254}$/;

/**
 * Reads a `.deb`: an ar of `debian-binary`, `control.tar.*` and `data.tar.*`.
 * @throws PluginError `malformed-input`; lets the host's errors through
 */
export async function openDeb(file: HeldFile, host: Pick<Host, 'read' | 'unpack'>): Promise<OpenedDeb> {
  const bytes = await host.read(file.digest, { maxBytes: file.size });
  const [version, control, data] = await host.unpack(bytes, MEMBERS);
  if (version?.path !== 'debian-binary' || latin1(version.content) !== FORMAT) {
    throw malformed(file, 'its first member is not debian-binary with format 2.0');
  }
  if (!isTar(control, 'control') || !isTar(data, 'data')) {
    throw malformed(file, 'control.tar and data.tar do not follow debian-binary');
  }
  const meta = new Map((await host.unpack(control.content, CONTROL)).map((entry) => [entry.path, entry.content]));
  const text = utf8(latin1(meta.get('control') ?? new Uint8Array())).trim();
  const name = required(readStanza(text), 'Package');
  if (!NAME.test(name)) throw malformed(file, `its name is "${name.slice(0, 60)}"`);
  const md5sums = readMd5sums(utf8(latin1(meta.get('md5sums') ?? new Uint8Array())));
  const scripts = new Map(SCRIPTS.flatMap((script) => entryOf(meta, script)));
  return { name, control: text, md5sums, scripts, entries: await host.unpack(data.content, DATA) };
}

function entryOf<Value>(map: ReadonlyMap<string, Value>, key: string): readonly (readonly [string, Value])[] {
  const value = map.get(key);
  return value === undefined ? [] : [[key, value]];
}

const isTar = (member: ArchiveEntry | undefined, name: string): member is ArchiveEntry =>
  member !== undefined && (member.path === `${name}.tar` || member.path.startsWith(`${name}.tar.`));

function readMd5sums(text: string): ReadonlyMap<string, string> {
  const sums = new Map<string, string>();
  for (const line of text.split('\n')) {
    const match = /^([0-9a-f]{32})\s+(?:\.\/)?(.+)$/.exec(line);
    if (match !== null) sums.set(match[2] ?? '', match[1] ?? '');
  }
  return sums;
}

const malformed = (file: HeldFile, what: string): PluginError =>
  new PluginError('malformed-input', `the package ${file.digest} cannot be read: ${what}`);
