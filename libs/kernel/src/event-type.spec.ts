import { expect, it } from '@jest/globals';
import { eventName, eventVersion } from './event-type.js';

it.each([
  ['builder.LockResolved.v1', 'builder.LockResolved', 1],
  ['builder.LockResolved.v12', 'builder.LockResolved', 12],
  ['a.v2.v3', 'a.v2', 3],
  ['a.v', 'a.v', 0],
  ['av1', 'av1', 0],
  ['a.v1 ', 'a.v1 ', 0],
])('the type %s is the event %s in version %i', (type, name, version) => {
  expect([eventName(type), eventVersion(type)]).toEqual([name, version]);
});
