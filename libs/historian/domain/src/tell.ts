import {
  endText,
  lineIn,
  lineName,
  type ArchiveSource,
  type Channel,
  type ImageLine,
  type LockResolved,
  type ParentLock,
  type UpdateHeld,
} from '@quench/contracts';
import { counted } from '@quench/kernel';
import type { ArchivedEvent } from './archive.projection.js';
import type { Facts, KnownEvent, KnownType } from './known-event.js';

const short = (digest: string): string => digest.replace(/^sha256:/, '').slice(0, 12);
const archive = ({ source }: { readonly source: ArchiveSource }): string => `${source.origin} ${source.suite}`;
const channel = ({ repository, tag }: Channel): string => `${repository}:${tag}`;
const several = (platforms: readonly { readonly platform: string }[]): string =>
  platforms.length < 2 ? '' : ` for ${platforms.map(({ platform }) => platform).join(', ')}`;
const key = ({ keyId }: { readonly keyId: string }): string => `signing with key ${short(keyId)} began`;

const ENDS = { withdrawn: 'nobody offers it', dropped: 'its definition asks for nothing of it' } as const;

/** One line for people per event type. */
const telling: { readonly [Type in KnownType]: (data: Facts[Type]) => string } = {
  'watcher.KeyIntroduced.v1': key,
  'watcher.ArchiveSnapshotTaken.v1': (data) => {
    const { added, updated, removed } = data.changes;
    const lacking = data.lacking === undefined ? '' : `; it has nothing for ${data.lacking.join(', ')}`;
    return `a snapshot of ${archive(data)} of ${data.date} was taken: ${String(added)} packages new, ${String(updated)} updated, ${String(removed)} gone${lacking}`;
  },
  'watcher.ArchiveRejected.v1': (data) => `${archive(data)} was rejected (${data.code}): ${data.detail}`,
  'watcher.ArchiveSnapshotDisowned.v1': (data) =>
    `the snapshot ${short(data.signed)} of ${archive(data)} is not believed any more: ${data.detail}`,
  'watcher.ArchiveStale.v1': (data) => `${archive(data)} is stale: ${data.detail}`,
  'watcher.ArchiveUnreachable.v1': (data) => `${archive(data)} could not be reached: ${data.detail}`,
  'watcher.ArchiveThrottled.v1': (data) => `${archive(data)} asked for fewer requests`,
  'watcher.ArchiveRecovered.v1': (data) => `${archive(data)} answers again`,
  'watcher.PackageFollowed.v1': ({ purl, releases }) =>
    `${purl} is followed from now on, with ${counted(releases, 'release')} so far`,
  'watcher.ReleaseDiscovered.v1': ({ purl, publishedAt }) =>
    `${purl} is new${publishedAt === undefined ? '' : `; its registry has had it since ${publishedAt}`}`,
  'watcher.ReleaseWithdrawn.v1': ({ purl }) => `${purl} was withdrawn from its registry`,
  'watcher.PackageUnavailable.v1': ({ purl, code, detail }) =>
    `nobody could tell which releases ${purl} has (${code}): ${detail}`,
  'watcher.PackageRecovered.v1': ({ purl }) => `the registry of ${purl} answers again`,
  'builder.CatalogApplied.v1': ({ edition, definitions, retired }) => {
    const gone = retired.length === 0 ? '' : `; retired ${retired.join(', ')}`;
    return `edition ${String(edition)} of the catalog was applied, ${counted(definitions.length, 'image')}${gone}`;
  },
  'builder.CatalogRefused.v1': ({ problems }) => `a catalog was refused: ${problems.join('; ')}`,
  'builder.DefinitionAccepted.v1': ({ image }) => `the definition of ${image} was accepted`,
  'builder.VersionStreamEnded.v1': (data) => `${endText(data)}: it stays as it is, and gets no new revisions`,
  'builder.DefinitionRetired.v1': ({ image }) => `${image} was retired`,
  'builder.TestPlanLocked.v1': (data) =>
    `the tests of ${lineName(lineIn(data))} were fixed as plan ${short(data.plan)}`,
  'builder.LockResolved.v1': tellLock,
  'builder.ParentFollowed.v1': (data) =>
    `${nameOf(data)} stays at revision ${String(data.revision)}, which ${parent(data.from)} changes nothing for`,
  'builder.ChannelsAssigned.v1': (data) => `${lineName(lineIn(data))} is to be found as ${data.channels.join(', ')}`,
  'builder.ResolutionFailed.v1': (data) =>
    `${lineName(lineIn(data))} could not be resolved (${data.code}): ${data.detail}`,
  'builder.ResolutionRecovered.v1': (data) =>
    `${lineName(lineIn(data))} can be resolved again, to the packages of revision ${String(data.revision)}`,
  'builder.CascadePlanned.v1': (data) => {
    const lines = data.waves.reduce((sum, wave) => sum + wave.lines.length, 0);
    const others = data.package ?? `edition ${String(data.edition ?? 0)}`;
    const of = data.archive === undefined ? others : archive({ source: data.archive });
    return `cascade ${data.cascade} of ${of} was planned: ${counted(lines, 'line')} to look at`;
  },
  'builder.CascadeAdvanced.v1': ({ cascade, wave }) => `wave ${String(wave)} of cascade ${cascade} began`,
  'builder.CascadePaused.v1': ({ cascade, reason }) => `cascade ${cascade} was paused: ${reason}`,
  'builder.CascadeResumed.v1': ({ cascade }) => `cascade ${cascade} goes on`,
  'builder.CascadeCancelled.v1': ({ cascade, reason }) => `cascade ${cascade} was cancelled: ${reason}`,
  'builder.CascadeFinished.v1': ({ cascade, changed, unchanged, failed }) =>
    changed === 0 && failed.length === 0
      ? `cascade ${cascade} ended: nothing changed`
      : `cascade ${cascade} ended: ${counted(changed, 'line')} changed, ${String(unchanged)} did not, ${String(failed.length)} failed`,
  'builder.UpdateHeld.v1': (data) =>
    `${updateOf(data)} is held by ${data.rule}: a person decides until ${data.deadline}`,
  'builder.UpdateDelayed.v1': (data) => `${updateOf(data)} waits until ${data.until} by ${data.rule}`,
  'builder.UpdateReleased.v1': (data) => `${data.name} ${data.to} was let into ${nameOf(data)}: ${data.reason}`,
  'builder.UpdateRejected.v1': (data) => `${data.name} ${data.to} is kept out of ${nameOf(data)}: ${data.reason}`,
  'builder.UpdateSettled.v1': (data) =>
    data.outcome === 'taken'
      ? `${nameOf(data)} took ${data.name} ${data.to}`
      : `${data.name} ${data.to} waits for ${nameOf(data)} no more: ${ENDS[data.outcome]}`,
  'builder.BuildStarted.v1': ({ recipe, attempt }) =>
    `building recipe ${short(recipe)} began, attempt ${String(attempt)}`,
  'builder.ManifestBuilt.v1': ({ recipe, platform, manifest }) =>
    `recipe ${short(recipe)} gave manifest ${short(manifest)} for ${platform}`,
  'builder.BuildFailed.v1': ({ recipe, code, detail }) =>
    `recipe ${short(recipe)} could not be built (${code}): ${detail}`,
  'builder.BuildAbandoned.v1': (data) =>
    `recipe ${short(data.recipe)} was given up after ${String(data.attempts)} attempts${because(data)}`,
  'builder.BuildDiverged.v1': ({ recipe, first, second }) =>
    second === first
      ? `recipe ${short(recipe)} gave ${short(first)} again, but the layer cache held other bytes for it`
      : `recipe ${short(recipe)} gave ${short(second)} after ${short(first)}`,
  'builder.ImageBuilt.v1': (data) =>
    `${lineName(lineIn(data))} revision ${String(data.revision)} is image ${short(data.index)}${several(data.platforms)}`,
  'builder.KeyIntroduced.v1': key,
  'tester.TestPassed.v1': ({ name, manifest }) => `test ${name} passed on ${short(manifest)}`,
  'tester.TestFailed.v1': ({ name, manifest, detail }) => `test ${name} failed on ${short(manifest)}: ${detail}`,
  'tester.TestNotRun.v1': ({ name, reason }) => `test ${name} did not run: ${reason}`,
  'tester.ImageApproved.v1': (data) => `${lineName(lineIn(data))} ${short(data.index)} was approved`,
  'tester.ImageRejected.v1': (data) => {
    const name = lineName(lineIn(data));
    return `${name} ${short(data.index)} was rejected; its tests: quench test list ${name}`;
  },
  'historian.KeyIntroduced.v1': key,
  'tester.KeyIntroduced.v1': key,
  'distributor.ImageSigned.v1': ({ repository, index }) => `${repository} ${short(index)} was signed`,
  'distributor.ImageAttested.v1': ({ repository, index, attestations }) =>
    `${repository} ${short(index)} got ${String(attestations.length)} attestations`,
  'distributor.PublicationRefused.v1': ({ image, index, code, detail }) =>
    `${image} ${short(index)} was not published (${code}): ${detail}`,
  'distributor.ChannelMoved.v1': (data) =>
    `${channel(data)} moved to ${short(data.to)}, revision ${String(data.revision)}, published as ${data.publication}`,
  'distributor.ChannelRolledBack.v1': (data) => `${channel(data)} was rolled back to ${short(data.to)}: ${data.reason}`,
  'distributor.ChannelFrozen.v1': (data) => `${channel(data)} was frozen: ${data.reason}`,
  'distributor.ChannelThawed.v1': (data) => `${channel(data)} was thawed`,
  'distributor.ChannelRetired.v1': (data) => `${channel(data)} was retired`,
  'distributor.KeyIntroduced.v1': key,
};

const parent = (from: ParentLock): string => `revision ${String(from.revision)} of its parent ${nameOf(from)}`;
const nameOf = (line: ImageLine): string => lineName(lineIn(line));
const updateOf = ({ name, from, to, ...line }: ImageLine & Pick<UpdateHeld, 'name' | 'from' | 'to'>): string =>
  `the update of ${name} in ${nameOf(line)} from ${from} to ${to}`;

/** Events of earlier versions do not say why. */
const because = ({ code, detail }: Facts['builder.BuildAbandoned.v1']): string =>
  code === undefined ? '' : ` (${code}): ${detail ?? ''}`;

function tellLock({ revision, packages, reasons, changes, from, ...line }: LockResolved): string {
  const image = `${lineName(lineIn(line))} revision ${String(revision)} was locked`;
  const on = from === undefined ? '' : ` on ${parent(from)}`;
  if (revision === 1) return `${image}${on}, the first: ${String(packages)} packages`;
  const shown = changes.slice(0, 5).map(({ name, from, to }) => `${name} ${from ?? '-'} → ${to ?? '-'}`);
  const more = changes.length > shown.length ? [`${String(changes.length - shown.length)} more`] : [];
  const fixed = [...new Set(changes.flatMap((change) => change.fixed))];
  const cves =
    fixed.length === 0 ? '' : `; fixes ${fixed.length > 5 ? `${String(fixed.length)} CVEs` : fixed.join(', ')}`;
  const what = changes.length === 0 ? `the same ${String(packages)} packages` : [...shown, ...more].join(', ');
  return `${image}${on} because of ${reasons.join(', ')}: ${what}${cves}`;
}

type Tellable = Pick<ArchivedEvent, 'type' | 'data'>;

const isTold = (event: Tellable): event is KnownEvent => Object.hasOwn(telling, event.type);

const tellAs = <Type extends KnownType>(type: Type, data: Facts[Type]): string => telling[type](data);

/** The event in one line; one that this version does not know is told by its type. */
export const tell = (event: Tellable): string => (isTold(event) ? tellAs(event.type, event.data) : event.type);
