import type { HoldCommand, SourceUpdate, UpdateJudgement, UpdateName } from '@quench/builder-domain';
import type { FirstSeen, LockedPackage, LockedPin } from '@quench/contracts';
import type { Pin, Snapshot } from '@quench/plugin-sdk';
import type { Guard } from '@quench/ports';

/** An update that a platform of a line does not take now. */
export interface StoppedUpdate {
  readonly update: SourceUpdate;
  readonly name: UpdateName;
  readonly judgement: Exclude<UpdateJudgement, { readonly kind: 'pass' }>;
  readonly seen: FirstSeen;
  /** What the platform has of the source, and keeps. */
  readonly has: readonly LockedPackage[];
}

/** Which updates a line takes, and what is to be recorded about the others. */
export interface Gate {
  /** By platform. */
  readonly pins: ReadonlyMap<string, readonly Pin[]>;
  /** What the line was locked from: a pinned version that no newer snapshot lists is taken from there. */
  readonly keep: readonly Snapshot[];
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
export const OPEN_GATE: Gate = { pins: new Map(), keep: [], evidence: [], guards: [], stops: [], settled: [] };

/** Every package that a source is kept at. */
export const pinsOf = (stopped: readonly StoppedUpdate[]): readonly Pin[] =>
  stopped.flatMap(({ has }) => has.map(({ name, version }) => ({ name, version })));

/** As a lock keeps them. */
export const lockedPins = (platform: string, stopped: readonly StoppedUpdate[]): readonly LockedPin[] =>
  stopped.flatMap(({ update, name, judgement, has }) =>
    has.map((kept) => {
      const offered = update.packages.find((one) => one.name === kept.name)?.after.version ?? kept.version;
      const { kind, rule } = judgement;
      return { platform, name: kept.name, version: kept.version, offered, purl: name.purl, because: kind, rule };
    }),
  );
