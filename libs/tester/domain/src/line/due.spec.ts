import { describe, expect, it } from '@jest/globals';
import { lineKey } from '@quench/contracts';
import { sha256, type Recorded } from '@quench/kernel';
import { isDue } from './due.js';
import { testedImages, type TestedImageRow } from './tested-images.projection.js';

const image = 'nginx';
const line = { image, versionStream: 'default', variant: 'prod' };
const event = (type: string, data: object): Recorded => ({ type: `builder.${type}.v1`, data }) as unknown as Recorded;
const accepted = (definition: string, more: object = {}): Recorded =>
  event('DefinitionAccepted', { image, definition: sha256(definition), policy: sha256(definition), ...more });
const planned = (definition: string): Recorded =>
  event('TestPlanLocked', { image, plan: sha256(`plan of ${definition}`), definition: sha256(definition) });
const locked = (revision: number): Recorded => event('LockResolved', { ...line, revision });
const built = (revision: number): Recorded =>
  event('ImageBuilt', { ...line, revision, index: sha256(String(revision)), platforms: [] });
const retired = event('DefinitionRetired', { image, edition: 2 });

const first = [accepted('a'), locked(1), planned('a'), built(1)];

/** What is known after all of it. */
function after(events: readonly Recorded[]): TestedImageRow {
  const rows = new Map<string, TestedImageRow>();
  for (const one of events) {
    for (const [key, row] of testedImages.apply(rows, one as never)) if (row !== undefined) rows.set(key, row);
  }
  return rows.get(lineKey(line)) as TestedImageRow;
}

describe('a verdict', () => {
  it('is due once plan, policy and image of one definition are there', () => {
    expect(first.map((_, at) => isDue(after(first.slice(0, at + 1))))).toStrictEqual([false, false, false, true]);
  });

  it('is not due while the image is that of the definition before', () => {
    const second = [accepted('b'), locked(2), planned('b'), built(2)];
    const due = second.map((_, at) => isDue(after([...first, ...second.slice(0, at + 1)])));
    expect(due).toStrictEqual([false, false, false, true]);
  });

  it('is due with the plan of a definition that leaves the image as it is', () => {
    expect(isDue(after([...first, accepted('b')]))).toBe(false);
    expect(isDue(after([...first, accepted('b'), planned('b')]))).toBe(true);
  });

  it('is not due with the plan of a definition that was superseded while it was made', () => {
    expect(isDue(after([...first, accepted('b'), accepted('c'), planned('b')]))).toBe(false);
  });

  it('is not due while the newest snapshot wants another image', () => {
    expect(isDue(after([...first, locked(2)]))).toBe(false);
  });

  it('is due with a plan whose builder did not say what it was made from', () => {
    const old = event('TestPlanLocked', { image, plan: sha256('plan') });
    expect(isDue(after([accepted('a'), old, built(1)]))).toBe(true);
  });

  const dev = { versionStream: 'default', variant: 'dev' };
  const prod = { versionStream: 'default', variant: 'prod' };

  it('is not due for a line that its definition no longer has, and due when that comes back', () => {
    const without = [...first, accepted('b', { lines: [dev], retiredLines: [prod] })];
    expect(after(without)).toMatchObject({ retired: true, definition: sha256('a') });
    const back = accepted('a', { lines: [dev, prod] });
    expect(isDue(after([...without, back]))).toBe(true);
  });

  it('is not due by what is said of another line', () => {
    const other = (one: Recorded): Recorded => ({ ...one, data: Object.assign({}, one.data, dev) });
    const lines = { lines: [prod, dev] };
    const said = [accepted('a', lines), locked(1), other(planned('a')), other(built(1)), other(locked(7))];
    expect(isDue(after(said))).toBe(false);
    expect(isDue(after([...said, planned('a'), built(1)]))).toBe(true);
  });

  it('is not due for an image that is retired', () => expect(isDue(after([...first, retired]))).toBe(false));
});
