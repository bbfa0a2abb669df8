import { PluginError, type Release } from '@quench/plugin-sdk';
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
  const states = new Map(known.map(([version, release]) => [version, stateOf(version, release, name)]));
  for (const [tag, version] of textsIn(packument, 'dist-tags')) {
    if (!states.has(version)) throw malformed(name, `its ${tag} is ${version}, which it does not list`);
  }
  const withdrawn = [...time.keys()].filter((version) => !states.has(version));
  return ordered([...states.keys(), ...withdrawn], name).map((version) => ({
    version,
    publishedAt: time.get(version),
    state: states.get(version) ?? 'withdrawn',
  }));
}

function stateOf(version: string, release: unknown, name: string): Release['state'] {
  const said = release as JsonObject[string];
  if (!isObject(said) || textField(said, 'name') !== name || textField(said, 'version') !== version) {
    throw malformed(name, `its ${version} is another release`);
  }
  const dist = field(said, 'dist');
  if (!isObject(dist) || textField(dist, 'tarball') === undefined || !hasDigest(dist)) {
    throw malformed(name, `of its ${version} it does not say which file it is`);
  }
  // An empty text takes a warning back.
  return (textField(said, 'deprecated') ?? '') === '' ? 'current' : 'deprecated';
}

function hasDigest(dist: JsonObject): boolean {
  const integrity = textField(dist, 'integrity');
  if (integrity !== undefined) return readIntegrity(integrity) !== undefined;
  return /^[0-9a-f]{40}$/.test(textField(dist, 'shasum') ?? '');
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
