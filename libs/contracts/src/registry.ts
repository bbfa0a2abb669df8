import * as builder from './builder/build.events.js';
import * as cascade from './builder/cascade.events.js';
import * as catalog from './builder/catalog.events.js';
import * as hold from './builder/hold.events.js';
import * as lock from './builder/lock.events.js';
import * as channel from './distributor/channel.events.js';
import * as image from './distributor/image.events.js';
import * as key from './keys/key.events.js';
import * as run from './tester/run.events.js';
import * as verdict from './tester/verdict.events.js';
import * as archive from './watcher/archive.events.js';
import * as pack from './watcher/package.events.js';
import type { Upcasters } from '@quench/kernel';

/** The class that describes an event's data. */
export type EventClass = new () => object;

/** Every event in its newest version, by type. */
export const eventClasses: Readonly<Record<string, EventClass>> = {
  'watcher.ArchiveSnapshotTaken.v1': archive.ArchiveSnapshotTaken,
  'watcher.ArchiveSnapshotDisowned.v1': archive.ArchiveSnapshotDisowned,
  'watcher.ArchiveStale.v1': archive.ArchiveStale,
  'watcher.ArchiveRejected.v1': archive.ArchiveRejected,
  'watcher.ArchiveUnreachable.v1': archive.ArchiveUnreachable,
  'watcher.ArchiveThrottled.v1': archive.ArchiveThrottled,
  'watcher.ArchiveRecovered.v1': archive.ArchiveRecovered,
  'watcher.PackageFollowed.v1': pack.PackageFollowed,
  'watcher.ReleaseDiscovered.v1': pack.ReleaseDiscovered,
  'watcher.ReleaseWithdrawn.v1': pack.ReleaseWithdrawn,
  'watcher.PackageUnavailable.v1': pack.PackageUnavailable,
  'watcher.PackageRecovered.v1': pack.PackageRecovered,
  'watcher.KeyIntroduced.v1': key.KeyIntroduced,
  'builder.CatalogApplied.v1': catalog.CatalogApplied,
  'builder.CatalogRefused.v1': catalog.CatalogRefused,
  'builder.DefinitionAccepted.v1': catalog.DefinitionAccepted,
  'builder.TestPlanLocked.v1': catalog.TestPlanLocked,
  'builder.VersionStreamEnded.v1': catalog.VersionStreamEnded,
  'builder.DefinitionRetired.v1': catalog.DefinitionRetired,
  'builder.LockResolved.v1': lock.LockResolved,
  'builder.ParentFollowed.v1': lock.ParentFollowed,
  'builder.ChannelsAssigned.v1': lock.ChannelsAssigned,
  'builder.ResolutionFailed.v1': lock.ResolutionFailed,
  'builder.ResolutionRecovered.v1': lock.ResolutionRecovered,
  'builder.ImageBuilt.v1': lock.ImageBuilt,
  'builder.BuildStarted.v1': builder.BuildStarted,
  'builder.ManifestBuilt.v1': builder.ManifestBuilt,
  'builder.BuildFailed.v1': builder.BuildFailed,
  'builder.BuildAbandoned.v1': builder.BuildAbandoned,
  'builder.BuildDiverged.v1': builder.BuildDiverged,
  'builder.CascadePlanned.v1': cascade.CascadePlanned,
  'builder.CascadeAdvanced.v1': cascade.CascadeAdvanced,
  'builder.CascadePaused.v1': cascade.CascadePaused,
  'builder.CascadeResumed.v1': cascade.CascadeResumed,
  'builder.CascadeCancelled.v1': cascade.CascadeCancelled,
  'builder.CascadeFinished.v1': cascade.CascadeFinished,
  'builder.UpdateHeld.v1': hold.UpdateHeld,
  'builder.UpdateDelayed.v1': hold.UpdateDelayed,
  'builder.UpdateReleased.v1': hold.UpdateReleased,
  'builder.UpdateRejected.v1': hold.UpdateRejected,
  'builder.UpdateSettled.v1': hold.UpdateSettled,
  'builder.KeyIntroduced.v1': key.KeyIntroduced,
  'tester.TestPassed.v1': run.TestPassed,
  'tester.TestFailed.v1': run.TestFailed,
  'tester.TestNotRun.v1': run.TestNotRun,
  'tester.ImageApproved.v1': verdict.ImageApproved,
  'tester.ImageRejected.v1': verdict.ImageRejected,
  'tester.KeyIntroduced.v1': key.KeyIntroduced,
  'distributor.ImageSigned.v1': image.ImageSigned,
  'distributor.ImageAttested.v1': image.ImageAttested,
  'distributor.PublicationRefused.v1': image.PublicationRefused,
  'distributor.ChannelMoved.v1': channel.ChannelMoved,
  'distributor.ChannelRolledBack.v1': channel.ChannelRolledBack,
  'distributor.ChannelFrozen.v1': channel.ChannelFrozen,
  'distributor.ChannelThawed.v1': channel.ChannelThawed,
  'distributor.ChannelRetired.v1': channel.ChannelRetired,
  'distributor.KeyIntroduced.v1': key.KeyIntroduced,
  'historian.KeyIntroduced.v1': key.KeyIntroduced,
};

/** Lifts every retired version to the next one. Empty until the first event changes its shape. */
export const upcasters: Upcasters = {};
