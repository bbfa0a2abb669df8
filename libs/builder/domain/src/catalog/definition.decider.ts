import type { DefinitionAccepted, DefinitionEvent, TestPlanLocked } from '@quench/contracts';
import type { Decider } from '@quench/kernel';

export interface DefinitionState {
  /** Digest of the accepted definition; undefined before the first and after retirement. */
  readonly definition: string | undefined;
  readonly plan: string | undefined;
  /** Digest of the definition that the plan was made from. */
  readonly planned: string | undefined;
}

export type DefinitionCommand =
  | { readonly type: 'Accept'; readonly data: DefinitionAccepted }
  | { readonly type: 'LockTestPlan'; readonly data: Required<TestPlanLocked> }
  | { readonly type: 'Retire'; readonly image: string; readonly edition: number };

/** One image's definition, from acceptance to retirement. */
export const definition: Decider<DefinitionState, DefinitionCommand, DefinitionEvent> = {
  initialState: { definition: undefined, plan: undefined, planned: undefined },

  decide(command, state) {
    switch (command.type) {
      case 'Accept':
        return command.data.definition === state.definition
          ? []
          : [{ type: 'builder.DefinitionAccepted.v1', data: command.data }];
      case 'LockTestPlan':
        return lockTestPlan(command.data, state);
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
        return { ...state, plan: event.data.plan, planned: event.data.definition };
      case 'builder.DefinitionRetired.v1':
        return { definition: undefined, plan: undefined, planned: undefined };
    }
  },
};

/** A plan is told for each definition, also when it asks the same: an image may be judged only by its own definition. */
function lockTestPlan(data: Required<TestPlanLocked>, state: DefinitionState): readonly DefinitionEvent[] {
  // Another definition was accepted while this plan was made; its own plan follows.
  if (data.definition !== state.definition) return [];
  const isLocked = data.plan === state.plan && data.definition === state.planned;
  return isLocked ? [] : [{ type: 'builder.TestPlanLocked.v1', data }];
}
