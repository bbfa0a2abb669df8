const PRIORITIES = ['', 'required', 'important', 'standard', 'optional', 'extra'];
const PRIORITY = 7;
const ESSENTIAL = 8;
const IMPORTANT = 16;
const ALLOWED = 32;

/** Fields of which there are few values. */
export type FlagField = 'Priority' | 'Essential' | 'Important' | 'Protected' | 'Multi-Arch';

/** What those fields say. */
export interface Flags {
  /** 1 required … 5 extra, 0 not said. */
  readonly priority: number;
  readonly essential: boolean;
  /** `Important` or `Protected`. */
  readonly important: boolean;
  /** `Multi-Arch: allowed`: it also answers to `name:any`. */
  readonly allowed: boolean;
}

/** @param value of a field; undefined where a paragraph lacks it */
export function encodeFlags(value: (field: FlagField) => string | undefined): number {
  const priority = value('Priority')?.toLowerCase();
  // What is no priority counts as the last one, as apt has it.
  const place = priority === undefined ? 0 : Math.max(PRIORITIES.indexOf(priority), 0) || PRIORITIES.length - 1;
  return (
    place |
    (value('Essential') === 'yes' ? ESSENTIAL : 0) |
    (value('Important') === 'yes' || value('Protected') === 'yes' ? IMPORTANT : 0) |
    (value('Multi-Arch') === 'allowed' ? ALLOWED : 0)
  );
}

export const decodeFlags = (code: number): Flags => ({
  priority: code & PRIORITY,
  essential: (code & ESSENTIAL) !== 0,
  important: (code & IMPORTANT) !== 0,
  allowed: (code & ALLOWED) !== 0,
});
