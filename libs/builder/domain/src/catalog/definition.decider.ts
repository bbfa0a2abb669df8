import type { DefinitionAccepted, DefinitionEvent, TestPlanLocked } from '@quench/contracts';
import type { Decider } from '@quench/kernel';

export interface DefinitionState {
  /** Digest of the accepted definition; undefined before the first and after retirement. */
  readonly definition: string | undefined;
  readonly plan: string | undefined;
}

export type DefinitionCommand =
  | { readonly type: 'Accept'; readonly data: DefinitionAccepted }
  | { readonly type: 'LockTestPlan'; readonly data: TestPlanLocked }
  | { readonly type: 'Retire'; readonly image: string; readonly edition: number };

/** One image's definition, from acceptance to retirement. */
export const definition: Decider<DefinitionState, DefinitionCommand, DefinitionEvent> = {
  initialState: { definition: undefined, plan: undefined },

  decide(command, state) {
    switch (command.type) {
      case 'Accept':
        return command.data.definition === state.definition
          ? []
          : [{ type: 'builder.DefinitionAccepted.v1', data: command.data }];
      case 'LockTestPlan':
        return state.definition === undefined || command.data.plan === state.plan
          ? []
          : [{ type: 'builder.TestPlanLocked.v1', data: command.data }];
      case 'Retire':
        return state.definition === undefined
          ? []
          : [{ type: 'builder.DefinitionRetired.v1', data: { image: command.image, edition: command.edition } }];
    }
  },

  evolve(state, event) {
    switch (event.type) {
      case 'builder.DefinitionAccepted.v1':
        return { ...state, definition: event.data.definition };
      case 'builder.TestPlanLocked.v1':
        return { ...state, plan: event.data.plan };
      case 'builder.DefinitionRetired.v1':
        return { definition: undefined, plan: undefined };
    }
  },
};
