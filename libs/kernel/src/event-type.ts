const VERSION = /\.v(\d+)$/;

/** What all versions of an event are called: `builder.LockResolved` of `builder.LockResolved.v1`. */
export const eventName = (type: string): string => type.replace(VERSION, '');

/** The version that a type of events names, from 1; 0 when it names none. */
export const eventVersion = (type: string): number => Number(VERSION.exec(type)?.[1] ?? 0);
