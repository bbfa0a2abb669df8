import type { CascadeAdvanced, CascadeEvent, CascadeFinished, CascadePlanned } from '@quench/contracts';
import { Rejection, type Decider } from '@quench/kernel';

export type CascadePhase = 'unknown' | 'running' | 'paused' | 'cancelled' | 'finished';

export interface CascadeState {
  readonly phase: CascadePhase;
  /** Waves that were asked for. */
  readonly waves: number;
}

export type CascadeCommand =
  | { readonly type: 'Plan'; readonly data: CascadePlanned }
  | { readonly type: 'Advance'; readonly data: CascadeAdvanced }
  | { readonly type: 'Pause'; readonly cascade: string; readonly reason: string }
  | { readonly type: 'Resume'; readonly cascade: string }
  | { readonly type: 'Cancel'; readonly cascade: string; readonly reason: string }
  | { readonly type: 'Finish'; readonly data: CascadeFinished };

/** One cause and everything that is looked at again for it. What was asked before is done: it is not said twice. */
export const cascade: Decider<CascadeState, CascadeCommand, CascadeEvent> = {
  initialState: { phase: 'unknown', waves: 0 },

  decide(command, { phase, waves }) {
    switch (command.type) {
      case 'Plan':
        return phase === 'unknown' ? [{ type: 'builder.CascadePlanned.v1', data: command.data }] : [];
      case 'Advance': {
        const isNext = phase === 'running' && command.data.wave === waves + 1;
        return isNext ? [{ type: 'builder.CascadeAdvanced.v1', data: command.data }] : [];
      }
      case 'Finish':
        return phase === 'running' ? [{ type: 'builder.CascadeFinished.v1', data: command.data }] : [];
      case 'Pause':
      case 'Resume':
      case 'Cancel':
        return steered(command, phase);
    }
  },

  evolve(state, event) {
    switch (event.type) {
      case 'builder.CascadePlanned.v1':
        return { phase: 'running', waves: 1 };
      case 'builder.CascadeAdvanced.v1':
        return { ...state, waves: event.data.wave };
      case 'builder.CascadeResumed.v1':
        return { ...state, phase: 'running' };
      case 'builder.CascadePaused.v1':
        return { ...state, phase: 'paused' };
      case 'builder.CascadeCancelled.v1':
        return { ...state, phase: 'cancelled' };
      case 'builder.CascadeFinished.v1':
        return { ...state, phase: 'finished' };
    }
  },
};

type Steering = Extract<CascadeCommand, { readonly type: 'Pause' | 'Resume' | 'Cancel' }>;

/** What a person asks for. */
function steered(command: Steering, phase: CascadePhase): readonly CascadeEvent[] {
  const { cascade: name } = command;
  if (command.type === 'Cancel' && phase === 'cancelled') return [];
  refuseEnded(name, phase);
  switch (command.type) {
    case 'Pause':
      return phase === 'paused'
        ? []
        : [{ type: 'builder.CascadePaused.v1', data: { cascade: name, reason: command.reason } }];
    case 'Resume':
      return phase === 'running' ? [] : [{ type: 'builder.CascadeResumed.v1', data: { cascade: name } }];
    case 'Cancel':
      return [{ type: 'builder.CascadeCancelled.v1', data: { cascade: name, reason: command.reason } }];
  }
}

function refuseEnded(name: string, phase: CascadePhase): void {
  if (phase === 'unknown') {
    throw new Rejection('cascade-unknown', `There is no cascade ${name}. See: quench cascade list`);
  }
  if (phase === 'cancelled' || phase === 'finished') {
    throw new Rejection('cascade-ended', `The cascade ${name} is ${phase}. See: quench cascade show ${name}`);
  }
}
