import { describe, expect, it } from '@jest/globals';
import { sha256, type Recorded } from '@quench/kernel';
import { rules, type RulesRow } from './rules.projection.js';

const image = 'nginx';
const event = (type: string, data: object): Recorded => ({ type: `builder.${type}.v1`, data }) as unknown as Recorded;
const accepted = (of: string): Recorded =>
  event('DefinitionAccepted', { image, definition: sha256(of), policy: sha256('policy') });
const planned = (of: string): Recorded =>
  event('TestPlanLocked', { image, plan: sha256('plan'), definition: sha256(of) });
const retired = event('DefinitionRetired', { image, edition: 2 });

/** The plan that holds after all of it. */
function plan(...events: readonly Recorded[]): string | undefined {
  const rows = new Map<string, RulesRow>();
  for (const one of events) {
    for (const [key, row] of rules.apply(rows, one as never)) if (row !== undefined) rows.set(key, row);
  }
  return rows.get(image)?.plan;
}

describe('the plan of an image', () => {
  it('holds on while its definition changes', () =>
    expect(plan(accepted('a'), planned('a'), accepted('b'))).toBe(sha256('plan')));

  it('holds on when its definition is retired and comes back', () =>
    expect(plan(accepted('a'), planned('a'), retired, accepted('a'))).toBe(sha256('plan')));

  it.each([
    ['comes back', [accepted('a'), planned('a'), retired, accepted('b')]],
    ['comes back and changes', [accepted('a'), planned('a'), retired, accepted('b'), accepted('a')]],
    ['was accepted, retired and came back', [accepted('a'), planned('a'), accepted('b'), retired, accepted('b')]],
  ])('is forgotten when another one %s before it has its own', (_, events) => expect(plan(...events)).toBe(''));

  it('is forgotten with a retirement when an older builder did not say what it was made from', () => {
    const old = event('TestPlanLocked', { image, plan: sha256('plan') });
    expect(plan(accepted('a'), old, accepted('b'))).toBe(sha256('plan'));
    expect(plan(accepted('a'), old, retired, accepted('a'))).toBe('');
  });
});
