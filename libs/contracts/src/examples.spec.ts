import { describe, expect, it } from '@jest/globals';
import { upcast, type EventLike, type Json } from '@quench/kernel';
import { readdirSync, readFileSync } from 'node:fs';
import { contracts, eventClasses, eventProblems, upcasters } from './index.js';

type Fields = Readonly<Record<string, Json>>;

const FOLDER = new URL('./examples/', import.meta.url);

/**
 * A stored example holds every field that its version had when it was written, also those that may be absent. It is never
 * edited: fields that came later are in another one, `<type>+<what>.json`.
 */
const stored: readonly string[] = readdirSync(FOLDER).map((file) => file.replace(/\.json$/, ''));
const typeOf = (name: string): string => name.replace(/\+.*$/, '');
const example = (name: string): { readonly type: string; readonly data: Fields } => ({
  type: typeOf(name),
  data: JSON.parse(readFileSync(new URL(`${name}.json`, FOLDER), 'utf8')) as Fields,
});

/** Fields that may be absent. */
const OPTIONAL: Readonly<Record<string, readonly string[]>> = {
  'watcher.ArchiveSnapshotTaken.v1': ['validUntil', 'lacking'],
  'watcher.ReleaseDiscovered.v1': ['publishedAt'],
  'builder.CatalogApplied.v1': ['sourceCommit'],
  'builder.DefinitionAccepted.v1': ['owner', 'packages', 'lines', 'newLines', 'retiredLines'],
  'builder.LockResolved.v1': ['from'],
  'builder.TestPlanLocked.v1': ['definition', 'versionStream', 'variant'],
  'builder.VersionStreamEnded.v1': ['replacement'],
  'builder.DefinitionRetired.v1': ['lines'],
  'builder.CascadePlanned.v1': ['archive', 'edition', 'package'],
  'builder.UpdateHeld.v1': ['owner', 'asked', 'contents', 'range', 'additions'],
  'builder.UpdateDelayed.v1': ['range'],
  'builder.UpdateReleased.v1': ['shown'],
  'builder.UpdateRejected.v1': ['shown'],
  'builder.BuildAbandoned.v1': ['code', 'detail'],
  'builder.BuildFailed.v1': ['log'],
  'distributor.ImageSigned.v1': ['packed'],
  'distributor.ImageAttested.v1': ['packed'],
  'distributor.ChannelMoved.v1': ['from', 'versionStream', 'variant'],
  'distributor.ChannelThawed.v1': ['versionStream', 'variant'],
  'tester.TestNotRun.v1': ['transient'],
  'tester.ImageApproved.v1': ['versionStream', 'variant'],
  'tester.ImageRejected.v1': ['versionStream', 'variant'],
};

/** Copies of a value, each with one part of it replaced by what `breakage` gives for it. */
function broken(value: Json, breakage: (part: Json) => readonly Json[]): readonly Json[] {
  const here = breakage(value);
  if (value === null || typeof value !== 'object') return here;
  const below = Object.entries(value).flatMap(([key, part]) =>
    part === undefined ? [] : broken(part, breakage).map((other) => replaced(value, key, other)),
  );
  return [...here, ...below];
}

function replaced(value: object, key: string, by: Json): Json {
  const copy = structuredClone(value) as Record<string, Json>;
  copy[key] = by;
  return copy;
}

const isFields = (part: Json): part is Fields => typeof part === 'object' && part !== null && !Array.isArray(part);

/** Names that no event uses; all but the first are those of members of every object. */
const UNKNOWN = ['unknown', 'hasOwnProperty', 'constructor', '__proto__'];

const refused = (type: string, variants: readonly Json[]): void => {
  for (const data of variants) {
    expect({ data, problems: eventProblems({ type, data }).length }).not.toEqual({ data, problems: 0 });
  }
};

describe('stored examples', () => {
  it('exist for every event and every retired version', () => {
    const types = [...Object.keys(eventClasses), ...Object.keys(upcasters)].sort();
    expect([...new Set(stored.map(typeOf))].sort()).toEqual(types);
  });

  it.each(Object.keys(OPTIONAL))('%s have every field that may be absent', (type) => {
    const shown = stored.filter((name) => typeOf(name) === type).flatMap((name) => Object.keys(example(name).data));
    expect(shown).toEqual(expect.arrayContaining([...(OPTIONAL[type] ?? [])]));
  });

  it.each(stored)('%s keeps its contract once it is lifted', (name) => {
    expect(eventProblems(upcast(example(name), upcasters))).toEqual([]);
  });
});

describe('a broken example is refused', () => {
  const current = stored.filter((name) => contracts.knows(typeOf(name)));

  it.each(current)('%s with an unknown field, anywhere', (name) => {
    const { type, data } = example(name);
    const withMore = (part: Json): readonly Json[] =>
      isFields(part) ? UNKNOWN.map((name) => Object.fromEntries([...Object.entries(part), [name, 1]])) : [];
    refused(type, broken(data, withMore));
  });

  it.each(current)('%s with a value of another kind, anywhere', (name) => {
    const { type, data } = example(name);
    refused(
      type,
      broken(data, (part) => [12.5, null, ...(part === data ? ['text'] : []), ...(isFields(part) ? [[], [part]] : [])]),
    );
  });

  it.each(current)('%s with a malformed digest or instant, anywhere', (name) => {
    const { type, data } = example(name);
    const malformed = (part: Json): readonly Json[] => {
      if (typeof part !== 'string') return [];
      if (part.startsWith('sha256:')) return [part.slice(0, -1), part.toUpperCase(), ` ${part}`];
      return /^\d{4}-\d\d-\d\dT/.test(part) ? [part.replace('Z', '+01:00'), 'yesterday'] : [];
    };
    refused(type, broken(data, malformed));
  });

  it.each(current)('%s without a field that it needs', (name) => {
    const { type, data } = example(name);
    const without = (field: string): EventLike => ({
      type,
      data: Object.fromEntries(Object.entries(data).filter(([key]) => key !== field)),
    });
    const dispensable = Object.keys(data).filter((field) => eventProblems(without(field)).length === 0);
    expect(dispensable).toEqual(OPTIONAL[type]?.filter((field) => field in data) ?? []);
  });

  it('an event that nobody defined, and data that is not an object', () => {
    const unknown = ['builder.ManifestBuilt.v9', 'toString', '__proto__', ''];
    for (const type of unknown) expect(eventProblems({ type, data: {} })).toHaveLength(1);
    for (const type of unknown) expect(contracts.knows(type)).toBe(false);
    expect(eventProblems({ type: 'builder.ManifestBuilt.v1', data: undefined })).toHaveLength(1);
  });
});
