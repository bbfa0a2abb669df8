import { IntegrityFault } from '@quench/kernel';

/** One thing that was looked at. */
export interface Check {
  /** `content`, `signature`, `attestation`, `provenance`, `verdict`, `policy`. */
  readonly name: string;
  /** What it was looked at on: a digest, a platform, a predicate type. */
  readonly of: string;
  readonly ok: boolean;
  /** What was found, or what is wrong. */
  readonly why: string;
}

/** Runs a check that says what it found, and throws what is wrong. */
export async function check(name: string, of: string, look: () => Promise<string>): Promise<Check> {
  try {
    return { name, of, ok: true, why: await look() };
  } catch (fault) {
    if (!(fault instanceof IntegrityFault)) throw fault;
    return { name, of, ok: false, why: `${fault.code}: ${fault.message}` };
  }
}

/** What a check throws when documents that are sound by themselves do not belong together. */
export const mismatch = (detail: string): IntegrityFault => new IntegrityFault('verification-mismatch', detail);
