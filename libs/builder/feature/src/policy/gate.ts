import type { HoldCommand, PackageAddition, SourceUpdate, UpdateJudgement, UpdateName } from '@quench/builder-domain';
import type { FirstSeen, LockedPackage, LockedPin } from '@quench/contracts';
import { digest, IntegrityFault } from '@quench/kernel';
import type { Pin } from '@quench/plugin-sdk';
import type { Guard } from '@quench/ports';
import { NO_OLDER, type OlderSnapshots } from '../lock/checked-snapshots.js';
import type { PlacedLook } from './placed-records.js';

/** An update that a line does not take now. */
export interface StoppedUpdate {
  readonly update: SourceUpdate;
  readonly name: UpdateName;
  readonly judgement: Exclude<UpdateJudgement, { readonly kind: 'pass' }>;
  readonly seen: FirstSeen;
  /** What comes in with it, where a rule asks what is in that; undefined: nobody reads it before it is taken. */
  readonly looked: readonly PackageAddition[] | undefined;
  /** What each platform has of it. */
  readonly has: ReadonlyMap<string, readonly LockedPackage[]>;
  /** What each platform is pinned to: what it has, or a version between that and the one that is stopped. */
  readonly keeps: ReadonlyMap<string, readonly KeptPackage[]>;
}

/** A package in the version that a platform keeps. */
export type KeptPackage = Pick<LockedPackage, 'name' | 'version' | 'sha256'>;

/** What is to be recorded about updates. */
export interface UpdateRecords {
  /** The decisions of people that were read. */
  readonly guards: readonly Guard[];
  /** What is true whatever becomes of the lock. */
  readonly stops: readonly RecordedUpdate[];
  /** What is true once the rest is locked. */
  readonly settled: readonly RecordedUpdate[];
}

/** Which updates of packages a line takes, and what is to be recorded about the others. */
export interface PackageGate extends UpdateRecords {
  /** By platform. */
  readonly pins: ReadonlyMap<string, readonly Pin[]>;
  /** What the line was locked from: a pinned version that no newer snapshot lists is taken from there. */
  readonly keep: OlderSnapshots;
  /** For the lock, as evidence. */
  readonly evidence: readonly LockedPin[];
}

/** The same, and what is known of the releases that a line places. */
export interface Gate extends PackageGate {
  readonly placed: PlacedLook;
}

/** A command on the stream of an update. */
export interface RecordedUpdate {
  readonly stream: string;
  readonly command: HoldCommand;
}

export const NO_RECORDS: UpdateRecords = { guards: [], stops: [], settled: [] };

/** Nothing is held back. */
export const OPEN_GATE: PackageGate = { ...NO_RECORDS, pins: new Map(), keep: NO_OLDER, evidence: [] };

/** Every package that a platform keeps, each once; one that is new to the line, what others keep. */
export function pinsOf(stopped: readonly StoppedUpdate[], platform: string): readonly Pin[] {
  const pins = new Map<string, Pin>();
  for (const { has, keeps } of stopped) {
    const own = keeps.get(platform);
    const others = [...keeps.values()].flat().map(({ name, version }) => ({ name, version }));
    for (const pin of own?.map(exact) ?? others) {
      // What has to stay as it is for one update is no other version for another.
      const stays = has.get(platform)?.some(({ name, version }) => name === pin.name && version === pin.version);
      if (stays === true || !pins.has(pin.name)) pins.set(pin.name, pin);
    }
  }
  return [...pins.values()];
}

const exact = ({ name, version, sha256 }: KeptPackage) => ({ name, version, sha256: digest(sha256) });

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
 * What is stopped, with what one more resolution found. What was pinned must not come up again, unless by somebody who needs it
 * and was not pinned.
 * @throws IntegrityFault `pin-ignored`
 */
export function together(stopped: readonly StoppedUpdate[], more: readonly StoppedUpdate[]): readonly StoppedUpdate[] {
  const all = [...stopped];
  for (const one of more) {
    const at = all.findIndex(({ name }) => name.purl === one.name.purl);
    const earlier = all[at];
    if (earlier === undefined) all.push(one);
    else all[at] = wider(earlier, one);
  }
  return all;
}

function wider(earlier: StoppedUpdate, one: StoppedUpdate): StoppedUpdate {
  const has = union(earlier.has, one.has);
  if (sizeOf(has) === sizeOf(earlier.has)) {
    const { name, to } = one.update;
    throw new IntegrityFault('pin-ignored', `${name} is held back, and the plugin takes ${to} all the same`);
  }
  const isLowered = earlier.keeps !== earlier.has || one.keeps !== one.has;
  return { ...earlier, has, keeps: isLowered ? union(earlier.keeps, one.keeps) : has };
}

type ByPlatform<Package> = ReadonlyMap<string, readonly Package[]>;

const union = <Package extends KeptPackage>(a: ByPlatform<Package>, b: ByPlatform<Package>): ByPlatform<Package> =>
  new Map([...new Set([...a.keys(), ...b.keys()])].map((on) => [on, joined(a.get(on) ?? [], b.get(on) ?? [])]));

const joined = <Package extends KeptPackage>(a: readonly Package[], b: readonly Package[]): readonly Package[] => [
  ...a,
  ...b.filter(({ name }) => !a.some((one) => one.name === name)),
];

const sizeOf = (all: ByPlatform<KeptPackage>): number => [...all.values()].flat().length;
