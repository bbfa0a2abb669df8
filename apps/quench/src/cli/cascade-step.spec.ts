import { describe, expect, it } from '@jest/globals';
import type { CascadeView } from '@quench/builder-feature';
import { bar, barText, stepOf } from './cascade-step.js';

type State = CascadeView['lines'][number]['state'];

const PLANNED = Date.parse('2026-01-01T00:00:00Z');

function cascade(states: readonly State[], more: Partial<CascadeView> = {}): CascadeView {
  const lines = states.map((state, number) => ({ line: `web-${String(number)}/default/prod`, state, revision: 0 }));
  return {
    ...{ cascade: '6f1d0c52a7be', asks: [], cause: 'snapshot', origin: 'Example trixie', urgent: false, waves: [] },
    ...{ phase: 'running', reason: '', plannedAt: new Date(PLANNED).toISOString(), endedAt: '', lines },
    ...{ changed: 0, unchanged: 0, failed: [], forecast: { wallMs: 0, cpuMs: 0, linesKnown: 0 } },
    ...more,
  };
}
const at = (view: CascadeView, seconds: number): string => barText(stepOf(view, PLANNED + seconds * 1_000));

describe('how far a cascade has come', () => {
  it('counts the lines of which nothing more is expected', () => {
    const ended: State[] = ['unchanged', 'built', 'failed', 'dropped', 'retired'];
    const going: State[] = ['later', 'waiting', 'held', 'running', 'building'];
    expect(stepOf(cascade([...ended, ...going]), PLANNED)).toMatchObject({ done: 5, lines: 10 });
  });

  it.each([
    [0, 32, '[----------] 0 of 32 lines'],
    [31, 32, '[#########-] 31 of 32 lines'],
    [1, 1, '[##########] 1 of 1 line'],
    [0, 0, '[##########] 0 of 0 lines'],
  ])('is a bar: %i of %i', (done, lines, text) => expect(bar({ done, lines })).toBe(text));

  it('expects the rest to take as long as what is done', () =>
    expect(at(cascade(['built', 'waiting', 'waiting', 'later']), 20)).toMatch(/1 of 4 lines, about 60 s left$/));

  it('says minutes where seconds are too many', () =>
    expect(at(cascade(['built', 'waiting', 'waiting', 'later']), 100)).toMatch(/about 5 min left$/));

  it('expects what the last builds took while nothing is done yet', () => {
    const forecast = { wallMs: 50_000, cpuMs: 50_000, linesKnown: 2 };
    expect(at(cascade(['waiting', 'waiting'], { forecast }), 20)).toMatch(/about 30 s left$/);
    expect(at(cascade(['waiting', 'waiting'], { forecast }), 90)).toMatch(/about 0 s left$/);
  });

  it('expects nothing where not all lines were ever built', () => {
    const forecast = { wallMs: 50_000, cpuMs: 50_000, linesKnown: 1 };
    expect(at(cascade(['waiting', 'waiting'], { forecast }), 20)).toBe('[----------] 0 of 2 lines');
  });

  it('does not count on one that is paused', () =>
    expect(at(cascade(['built', 'held'], { phase: 'paused' }), 20)).toBe('[#####-----] 1 of 2 lines, paused'));
});
