import type { RunEvent, TestNotRun } from '@quench/contracts';
import type { Decider } from '@quench/kernel';

/** The answer to one question, where there is one: a test that did not run has none. */
export interface RunState {
  readonly answer: Extract<RunEvent, { type: 'tester.TestPassed.v1' | 'tester.TestFailed.v1' }> | undefined;
  /** What was in the way the last time, where it was not run. */
  readonly notRun: Pick<TestNotRun, 'reason' | 'transient'> | undefined;
}

/** What came of asking. */
export interface RecordRun {
  readonly type: 'RecordRun';
  readonly event: RunEvent;
}

/** A question about bytes is asked once: the first answer stays, whoever asks again. */
export const run: Decider<RunState, RecordRun, RunEvent> = {
  initialState: { answer: undefined, notRun: undefined },

  decide({ event }, { answer, notRun }) {
    if (answer !== undefined) return [];
    if (event.type !== 'tester.TestNotRun.v1') return [event];
    const { reason, transient } = event.data;
    // When it met a fault last says when it is worth another try.
    return reason === notRun?.reason && transient !== true ? [] : [event];
  },

  evolve(state, event) {
    switch (event.type) {
      case 'tester.TestPassed.v1':
      case 'tester.TestFailed.v1':
        return { answer: event, notRun: undefined };
      case 'tester.TestNotRun.v1':
        return { ...state, notRun: event.data };
    }
  },
};
