import { at } from './sample-values.fixture.js';

const row = {
  ...{ cascade: '6f1d0c52a7be', cause: 'snapshot', origin: 'Debian trixie', urgent: false, reason: '', waves: 1 },
  ...{ plannedAt: at, changed: 0, unchanged: 0, failed: [] },
};
const running = { ...row, phase: 'running', endedAt: '' };
const finished = { ...row, phase: 'finished', endedAt: at, changed: 2, failed: ['nginx/default/prod'] };
const forecast = { wallMs: 5, cpuMs: 7, linesKnown: 2 };
const concerned = { cascade: '6f1d0c52a7be', lines: 2 };

/** Answers about cascades, by command. */
export const cascadeAnswers: Readonly<Record<string, readonly unknown[]>> = {
  'cascade list': [
    [
      { ...running, lines: 3 },
      { ...finished, lines: 3 },
    ],
    [],
  ],
  'cascade show': [{ ...running, forecast, lines: [{ line: 'nginx/default/prod', state: 'held', revision: 0 }] }],
  'cascade pause': [concerned],
  'cascade resume': [concerned],
  'cascade cancel': [concerned],
};
