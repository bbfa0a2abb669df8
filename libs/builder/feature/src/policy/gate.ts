import type { HoldCommand, SourceUpdate, UpdateJudgement, UpdateName } from '@quench/builder-domain';
import type { FirstSeen, LockedPackage, LockedPin } from '@quench/contracts';
import { digest, IntegrityFault } from '@quench/kernel';
import type { Pin } from '@quench/plugin-sdk';
import type { Guard } from '@quench/ports';
import { NO_OLDER, type OlderSnapshots } from '../lock/checked-snapshots.js';

/** An update that a line does not take now. */
export interface StoppedUpdate {
  readonly update: SourceUpdate;
  readonly name: UpdateName;
  readonly judgement: Exclude<UpdateJudgement, { readonly kind: 'pass' }>;
  readonly seen: FirstSeen;
  /** What each platform has of it. */
  readonly has: ReadonlyMap<string, readonly LockedPackage[]>;
  /** What each platform is pinned to: what it has, or a version between that and the one that is stopped. */
  readonly keeps: ReadonlyMap<string, readonly KeptPackage[]>;
}

/** A package in the version that a platform keeps. */
export type KeptPackage = Pick<LockedPackage, 'name' | 'version' | 'sha256'>;

/** Which updates a line takes, and what is to be recorded about the others. */
export interface Gate {
  /** By platform. */
  readonly pins: ReadonlyMap<string, readonly Pin[]>;
  /** What the line was locked from: a pinned version that no newer snapshot lists is taken from there. */
  readonly keep: OlderSnapshots;
  /** For the lock, as evidence. */
  readonly evidence: readonly LockedPin[];
  /** The decisions of people that were read. */
  readonly guards: readonly Guard[];
  /** What is true whatever becomes of the lock. */
  readonly stops: readonly RecordedUpdate[];
  /** What is true once the rest is locked. */
  readonly settled: readonly RecordedUpdate[];
}

/** A command on the stream of an update. */
export interface RecordedUpdate {
  readonly stream: string;
  readonly command: HoldCommand;
}

/** Nothing is held back. */
export const OPEN_GATE: Gate = { pins: new Map(), keep: NO_OLDER, evidence: [], guards: [], stops: [], settled: [] };

/** Every package that a platform keeps; one that is new to the line, what others keep. */
export const pinsOf = (stopped: readonly StoppedUpdate[], platform: string): readonly Pin[] =>
  stopped.flatMap(({ keeps }) => {
    const own = keeps.get(platform);
    if (own !== undefined) return own.map(({ name, version, sha256 }) => ({ name, version, sha256: digest(sha256) }));
    // New to the line: as on the others, where the same version is another file.
    return [...new Map([...keeps.values()].flat().map(({ name, version }) => [name, { name, version }])).values()];
  });

/** As a lock keeps them. */
export const lockedPins = (stopped: readonly StoppedUpdate[]): readonly LockedPin[] =>
  stopped.flatMap(({ update, name: { purl }, judgement, keeps }) =>
    [...keeps].flatMap(([platform, packages]) =>
      packages.map(({ name, version }) => {
        const to = update.packages.find((one) => one.name === name && one.platform === platform)?.after.version;
        const { kind, rule } = judgement;
        return { platform, name, version, offered: to ?? version, purl, because: kind, rule };
      }),
    ),
  );

/**
 * What was pinned must not come up as an update again.
 * @throws IntegrityFault `pin-ignored`
 */
export function refuseIgnored(more: readonly StoppedUpdate[], stopped: readonly StoppedUpdate[]): void {
  const ignored = more.find(({ name }) => stopped.some((one) => one.name.purl === name.purl));
  if (ignored === undefined) return;
  const { name, to } = ignored.update;
  throw new IntegrityFault('pin-ignored', `${name} is held back, and the plugin takes ${to} all the same`);
}
