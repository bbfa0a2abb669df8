import { plainToInstance } from 'class-transformer';
import { Validator, type ValidationError } from './rules.js';
import type { EventLike, Upcasters } from '@quench/kernel';
import { accepts } from './accepts.js';
import { eventClasses, upcasters, type EventClass } from './registry.js';

/** Which events exist, what they must look like, and how older ones are read. */
export interface Contracts {
  readonly upcasters: Upcasters;
  /** Whether `type` is the newest version of an event. */
  knows(type: string): boolean;
  /** What is wrong with an event, a line each; empty when it keeps its contract. */
  problems(event: EventLike): readonly string[];
}

/** What is wrong with an event, a line each; empty when it keeps its contract. Unknown fields are wrong, too. */
export function eventProblems(event: EventLike): readonly string[] {
  const shape = Object.hasOwn(eventClasses, event.type) ? eventClasses[event.type] : undefined;
  if (shape === undefined) return [`${event.type}: no such event`];
  return accepts(shape, event.data) ? [] : dataProblems(shape, event);
}

/** The same by class-validator, which can say what is wrong, and takes its time. */
export function dataProblems(shape: EventClass, { type, data }: EventLike): readonly string[] {
  if (typeof data !== 'object' || data === null) return [`${type}: data is not an object`];
  const options = { whitelist: true, forbidNonWhitelisted: true, forbidUnknownValues: true };
  const errors = new Validator().validateSync(plainToInstance(shape, data), options);
  return [...new Set([...errors.flatMap((error) => lines(error, type)), ...inheritedNames(data, type)])];
}

/**
 * Fields named like a member of every object. class-transformer leaves some of them out, and class-validator takes others
 * for known.
 */
function inheritedNames(value: unknown, path: string): readonly string[] {
  if (typeof value !== 'object' || value === null) return [];
  const parts: readonly (readonly [string | number, unknown])[] = Array.isArray(value)
    ? [...value.entries()]
    : Object.entries(value);
  return parts.flatMap(([name, part]) => {
    const here = `${path}.${name}`;
    return name in Object.prototype ? [`${here}: property ${name} should not exist`] : inheritedNames(part, here);
  });
}

function lines(error: ValidationError, path: string): readonly string[] {
  const here = `${path}.${error.property}`;
  const own = Object.values(error.constraints ?? {}).map((text) => `${here}: ${text}`);
  return [...own, ...(error.children ?? []).flatMap((child) => lines(child, here))];
}

/** The contracts of all of Quench's events. */
export const contracts: Contracts = {
  upcasters,
  knows: (type) => Object.hasOwn(eventClasses, type),
  problems: eventProblems,
};
