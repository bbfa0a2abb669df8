export { serviceOf, slotsOf, type Instances, type SlotName } from './slots.js';
export { Supervisor, type InstanceState, type SupervisorOptions } from './supervisor.js';
