import { plainToInstance } from 'class-transformer';
import { validateSync, type ValidationError } from 'class-validator';
import type { EventLike, Upcasters } from '@quench/kernel';
import { eventClasses, upcasters } from './registry.js';

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
  if (typeof event.data !== 'object' || event.data === null) return [`${event.type}: data is not an object`];
  const instance = plainToInstance(shape, event.data);
  return validateSync(instance, { whitelist: true, forbidNonWhitelisted: true, forbidUnknownValues: true }).flatMap(
    (error) => lines(error, event.type),
  );
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
