/** Begins the reason of an event, or of work, that needs a newer version of Quench. */
const EVENT = 'event-version-unknown';

/** Why an event is parked that only a newer version knows. */
export const versionUnknown = (type: string): string => `${EVENT}: ${type} is newer than this version of Quench`;

/** Whether an event is parked because a version of Quench did not know it. */
export const isOfNewerVersion = ({ reason }: { readonly reason: string }): boolean => reason.startsWith(`${EVENT}:`);
