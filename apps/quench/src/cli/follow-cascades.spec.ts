import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Cascades, ShowCascade, type CascadeView } from '@quench/builder-feature';
import type { Factory } from '../factory/factory.js';
import type { CascadeStep } from './cascade-step.js';
import { followCascades } from './follow-cascades.js';
import { silentProgress } from './progress.js';

const EVERY_MS = 1_000;
const line = (state: CascadeView['lines'][number]['state']): CascadeView['lines'][number] => ({
  ...{ line: 'web/default/prod', state, revision: 0 },
});
const cascade = (name: string, more: Partial<CascadeView> = {}): CascadeView => ({
  ...{ cascade: name, asks: [], cause: 'snapshot', origin: 'Example trixie', urgent: false, waves: [] },
  ...{ phase: 'running', reason: '', plannedAt: new Date().toISOString(), endedAt: '', lines: [line('waiting')] },
  ...{ changed: 0, unchanged: 0, failed: [], forecast: { wallMs: 0, cpuMs: 0, linesKnown: 0 } },
  ...more,
});

describe('cascades that are followed', () => {
  let cascades: CascadeView[];
  let said: CascadeStep[];
  let stop: () => void;

  beforeEach(() => {
    jest.useFakeTimers();
    cascades = [];
    said = [];
    const query = (_service: string, asked: unknown): Promise<unknown> => {
      if (asked instanceof Cascades) return Promise.resolve(cascades);
      if (!(asked instanceof ShowCascade)) return Promise.reject(new Error('nothing else is asked'));
      const found = cascades.find((one) => one.cascade === asked.cascade);
      return found === undefined ? Promise.reject(new Error('the database is away')) : Promise.resolve(found);
    };
    const view = {
      ...silentProgress({ write: () => undefined, columns: undefined }),
      advanced: (step: CascadeStep) => said.push(step),
    };
    ({ stop } = followCascades({ query } as unknown as Factory, view, EVERY_MS));
  });
  afterEach(() => {
    stop();
    jest.useRealTimers();
  });

  const pass = (): Promise<void> => jest.advanceTimersByTimeAsync(EVERY_MS);

  it('are told when they have come further', async () => {
    cascades = [cascade('a')];
    await pass();
    await pass();
    cascades = [cascade('a', { lines: [line('built')] })];
    await pass();
    expect(said.map(({ done }) => done)).toEqual([0, 1]);
  });

  it('are one at a time: the oldest that runs, or where none does the oldest that is paused', async () => {
    const [newer, older] = [cascade('newer'), cascade('older')];
    cascades = [newer, older, cascade('paused', { phase: 'paused' }), cascade('ended', { phase: 'finished' })];
    await pass();
    cascades = cascades.slice(2);
    await pass();
    expect(said.map((step) => step.cascade)).toEqual(['older', 'paused']);
  });

  it('are looked for again after what was in the way', async () => {
    const answers = cascades;
    answers.push(cascade('a'));
    jest.spyOn(answers, 'findLast').mockImplementationOnce(() => {
      throw new Error('the database is away');
    });
    await pass();
    expect(said).toEqual([]);
    await pass();
    expect(said).toHaveLength(1);
  });

  it('are told no more once nobody follows', async () => {
    stop();
    cascades = [cascade('a')];
    await pass();
    await pass();
    expect(said).toEqual([]);
  });
});
