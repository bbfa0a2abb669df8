import { PluginError, type Checksums, type Release } from '@quench/plugin-sdk';
import { field, isObject, jsonObject, textField, textsIn, type JsonObject } from '../json/index.js';
import { readIntegrity } from '../lock/index.js';
import { versions } from '../versions/index.js';

/** Keys of `time` that are no versions. */
const NO_VERSIONS = new Set(['created', 'modified', 'unpublished']);

/**
 * The releases that a registry's answer tells of, oldest first. Times and deprecation are read where they are there: some
 * registries leave them out. A version that has a time and is listed no more was withdrawn.
 * @throws PluginError `malformed-response` for what is cut, or contradicts itself
 */
export function readPackument(text: string, name: string): readonly Release[] {
  const packument = jsonObject(text, `What the registry says of ${name}`, 'malformed-response');
  if (textField(packument, 'name') !== name) throw malformed(name, 'it is of another package');
  const listed = field(packument, 'versions');
  const time = timesOf(packument, name);
  const known = isObject(listed) ? Object.entries(listed) : [];
  if (known.length === 0 && !hasUnpublished(packument)) throw malformed(name, 'it lists no versions');
  const told = new Map(known.map(([version, release]) => [version, toldOf(version, release, name)]));
  for (const [tag, version] of textsIn(packument, 'dist-tags')) {
    if (!told.has(version)) throw malformed(name, `its ${tag} is ${version}, which it does not list`);
  }
  const withdrawn = [...time.keys()].filter((version) => !told.has(version));
  return ordered([...told.keys(), ...withdrawn], name).map((version) => ({
    version,
    publishedAt: time.get(version),
    ...(told.get(version) ?? { state: 'withdrawn', file: undefined }),
  }));
}

function toldOf(version: string, release: unknown, name: string): Pick<Release, 'state' | 'file'> {
  const said = release as JsonObject[string];
  if (!isObject(said) || textField(said, 'name') !== name || textField(said, 'version') !== version) {
    throw malformed(name, `its ${version} is another release`);
  }
  const dist = field(said, 'dist');
  const [url, checksums] = isObject(dist) ? [textField(dist, 'tarball'), checksumsOf(dist)] : [];
  if (url === undefined || checksums === undefined) {
    throw malformed(name, `of its ${version} it does not say which file it is`);
  }
  // An empty text takes a warning back.
  const state = (textField(said, 'deprecated') ?? '') === '' ? 'current' : 'deprecated';
  return { state, file: { url, checksums } };
}

/** Undefined where there are none, or where they are none. */
function checksumsOf(dist: JsonObject): Checksums | undefined {
  const integrity = textField(dist, 'integrity');
  if (integrity !== undefined) return readIntegrity(integrity);
  const [sum] = /^[0-9a-f]{40}$/.exec(textField(dist, 'shasum') ?? '') ?? [];
  return sum === undefined ? undefined : [`sha1:${sum}`];
}

function timesOf(packument: JsonObject, name: string): ReadonlyMap<string, string> {
  const entries = [...textsIn(packument, 'time')].filter(([version]) => !NO_VERSIONS.has(version));
  return new Map(
    entries.map(([version, text]) => {
      const at = new Date(text);
      if (Number.isNaN(at.getTime())) throw malformed(name, `its ${version} was published at "${text.slice(0, 40)}"`);
      return [version, at.toISOString()];
    }),
  );
}

function hasUnpublished(packument: JsonObject): boolean {
  const time = field(packument, 'time');
  return isObject(time) && isObject(field(time, 'unpublished'));
}

function ordered(list: readonly string[], name: string): readonly string[] {
  try {
    return versions.order(list);
  } catch (cause) {
    throw malformed(name, cause instanceof Error ? cause.message : String(cause), cause);
  }
}

const malformed = (name: string, why: string, cause?: unknown): PluginError =>
  new PluginError('malformed-response', `What the registry says of ${name} cannot be believed: ${why}.`, { cause });
