import { describe, expect, it } from '@jest/globals';
import { lineKey, MAIN_LINE, type LineOfImage } from '@quench/contracts';
import { sha256, type Recorded } from '@quench/kernel';
import { rules, type RulesRow } from './rules.projection.js';

const image = 'nginx';
const event = (type: string, data: object): Recorded => ({ type: `builder.${type}.v1`, data }) as unknown as Recorded;
const accepted = (of: string, more: object = {}): Recorded =>
  event('DefinitionAccepted', { image, definition: sha256(of), policy: sha256('policy'), ...more });
const planned = (of: string, line: object = {}): Recorded =>
  event('TestPlanLocked', { image, plan: sha256('plan'), definition: sha256(of), ...line });
const retired = event('DefinitionRetired', { image, edition: 2 });

/** What holds for a line after all of it. */
function rulesAfter(events: readonly Recorded[], line: LineOfImage = MAIN_LINE): RulesRow | undefined {
  const rows = new Map<string, RulesRow>();
  for (const one of events) {
    for (const [key, row] of rules.apply(rows, one as never)) if (row !== undefined) rows.set(key, row);
  }
  return rows.get(lineKey({ ...line, image }));
}

const plan = (...events: readonly Recorded[]): string | undefined => rulesAfter(events)?.plan;

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

describe('the rules of a line', () => {
  const old = { versionStream: '22', variant: 'prod' };
  const dev = { versionStream: '22', variant: 'dev' };
  const day = { endOfLife: '2027-04-30' };
  const both = {
    lines: [
      { ...old, ...day },
      { ...dev, ...day },
    ],
  };
  const ended = event('VersionStreamEnded', {
    ...{ image, versionStream: '22', variants: ['prod', 'dev'], endOfLife: '2027-04-30', replacement: '24' },
  });

  it('are its own plan, and the policy of its image', () => {
    const events = [accepted('a', both), planned('a', dev)];
    expect(rulesAfter(events, dev)).toMatchObject({ plan: sha256('plan'), policy: sha256('policy'), retired: false });
    expect(rulesAfter(events, old)).toMatchObject({ plan: '', policy: sha256('policy') });
  });

  it('are retired when the definition no longer has it, or is retired itself', () => {
    const without = accepted('b', { lines: [old], retiredLines: [dev] });
    expect(rulesAfter([accepted('a', both), without], dev)).toMatchObject({ retired: true });
    expect(rulesAfter([accepted('a', both), without], old)).toMatchObject({ retired: false });
    const gone = event('DefinitionRetired', { image, edition: 3, lines: [old] });
    expect(rulesAfter([accepted('a', both), without, gone], old)).toMatchObject({ retired: true });
  });

  it('say that its version stream has ended, until the definition moves the day', () => {
    const events = [accepted('a', both), ended];
    for (const line of [old, dev]) {
      expect(rulesAfter(events, line)).toMatchObject({ endedOn: '2027-04-30', replacement: '24' });
      const again = [...events, accepted('b', both)];
      expect(rulesAfter(again, line)).toMatchObject({ endedOn: '2027-04-30', replacement: '' });
      const moved = { lines: both.lines.map((one) => ({ ...one, endOfLife: '2028-04-30' })) };
      expect(rulesAfter([...events, accepted('b', moved)], line)).toMatchObject({ endedOn: '', replacement: '' });
    }
  });
});
