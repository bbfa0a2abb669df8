import { describe, it } from '@jest/globals';
import type { CascadeEvent, CascadePlanned } from '@quench/contracts';
import { given } from '@quench/testing';
import { cascade } from './cascade.decider.js';

const name = '6f1d0c52a7be';
const data: CascadePlanned = {
  ...{ cascade: name, cause: 'definitions', edition: 3, urgent: false },
  ...{ waves: [{ lines: ['base/default/prod'] }, { lines: ['web/default/prod'] }] },
  forecast: { wallMs: 0, cpuMs: 0, linesKnown: 0 },
};
const planned: CascadeEvent = { type: 'builder.CascadePlanned.v1', data };
const advance = { cascade: name, wave: 2, urgent: false, lines: ['web/default/prod'] };
const advanced: CascadeEvent = { type: 'builder.CascadeAdvanced.v1', data: advance };
const paused: CascadeEvent = { type: 'builder.CascadePaused.v1', data: { cascade: name, reason: 'at three' } };
const resumed: CascadeEvent = { type: 'builder.CascadeResumed.v1', data: { cascade: name } };
const cancelled: CascadeEvent = { type: 'builder.CascadeCancelled.v1', data: { cascade: name, reason: 'taken back' } };
const outcome = { cascade: name, changed: 1, unchanged: 1, failed: [], wallMs: 5 };
const finished: CascadeEvent = { type: 'builder.CascadeFinished.v1', data: outcome };

const plan = { type: 'Plan', data } as const;
const pause = { type: 'Pause', cascade: name, reason: 'at three' } as const;
const resume = { type: 'Resume', cascade: name } as const;
const cancel = { type: 'Cancel', cascade: name, reason: 'taken back' } as const;
const finish = { type: 'Finish', data: outcome } as const;
const next = { type: 'Advance', data: advance } as const;

describe('a cascade', () => {
  it('is planned once', () => {
    given(cascade, []).when(plan).then(planned);
    given(cascade, [planned]).when(plan).thenNothing();
  });

  it('goes from wave to wave, none left out or begun twice', () => {
    given(cascade, [planned]).when(next).then(advanced);
    given(cascade, [planned, advanced]).when(next).thenNothing();
    given(cascade, [planned])
      .when({ ...next, data: { ...advance, wave: 3 } })
      .thenNothing();
  });

  it('is paused and goes on', () => {
    given(cascade, [planned]).when(pause).then(paused);
    given(cascade, [planned, paused]).when(pause).thenNothing();
    given(cascade, [planned, paused]).when(resume).then(resumed);
    given(cascade, [planned]).when(resume).thenNothing();
  });

  it('neither goes on nor ends while it is paused', () => {
    given(cascade, [planned, paused]).when(next).thenNothing();
    given(cascade, [planned, paused]).when(finish).thenNothing();
    given(cascade, [planned, paused, resumed]).when(finish).then(finished);
  });

  it('is cancelled, also while it is paused, and does not end then', () => {
    given(cascade, [planned, paused]).when(cancel).then(cancelled);
    given(cascade, [planned, cancelled]).when(cancel).thenNothing();
    given(cascade, [planned, cancelled]).when(finish).thenNothing();
  });

  it.each([pause, resume, cancel])('of which nobody knows is refused: $type', (command) =>
    given(cascade, []).when(command).thenRejected('cascade-unknown'),
  );

  it.each([pause, resume, cancel])('that has ended is refused: $type', (command) =>
    given(cascade, [planned, finished]).when(command).thenRejected('cascade-ended'),
  );

  it('that was cancelled cannot go on', () =>
    given(cascade, [planned, cancelled]).when(resume).thenRejected('cascade-ended'));
});
