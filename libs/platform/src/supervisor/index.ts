export { serviceOf, slotsOf, type Instances, type SlotName } from './slots.js';
export { Supervisor } from './supervisor.js';
export type { InstanceState, SupervisorOptions } from './supervisor-options.js';
