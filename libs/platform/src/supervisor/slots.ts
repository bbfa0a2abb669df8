/** How many instances of each service are wanted, by service name. */
export type Instances = Readonly<Record<string, number>>;

/** The place of one instance, by service name and number: `builder.2`. Numbers start at 1. */
export type SlotName = `${string}.${number}`;

/** The places of all wanted instances, in the order of the services. */
export const slotsOf = (wanted: Instances): readonly SlotName[] =>
  Object.entries(wanted).flatMap(([service, count]) =>
    Array.from({ length: count }, (_none, at): SlotName => `${service}.${at + 1}`),
  );

/** `builder` of `builder.2` */
export const serviceOf = (slot: SlotName): string => slot.slice(0, slot.lastIndexOf('.'));

/** What has to begin and what has to end, so that what is wanted runs. */
export function difference(
  wanted: readonly SlotName[],
  running: readonly SlotName[],
): { readonly begin: readonly SlotName[]; readonly end: readonly SlotName[] } {
  return {
    begin: wanted.filter((slot) => !running.includes(slot)),
    end: running.filter((slot) => !wanted.includes(slot)),
  };
}

const FIRST_MS = 200;
const LONGEST_MS = 30_000;

/** How long to wait before what ended is begun again. @param failures ends in a row, each soon after its begin */
export const backOffMs = (failures: number): number =>
  failures === 0 ? 0 : Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.min(failures - 1, 10));
