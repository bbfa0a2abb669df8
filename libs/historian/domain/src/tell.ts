import type { ArchivedEvent } from './archive.projection.js';

type Data = Readonly<Record<string, unknown>>;

const short = (digest: unknown): string =>
  String(digest)
    .replace(/^sha256:/, '')
    .slice(0, 12);
const count = (list: unknown): number => (Array.isArray(list) ? list.length : 0);
const strings = (list: unknown): readonly string[] => (Array.isArray(list) ? list.map(String) : []);
const source = (data: Data): string => {
  const { origin, suite } = data['source'] as { origin: string; suite: string };
  return `${origin} ${suite}`;
};

/** One line for people per event type; what is not here is told by its type. */
const telling: Readonly<Record<string, (data: Data) => string>> = {
  'watcher.ArchiveSnapshotTaken.v1': (data) => {
    const { added, updated, removed } = data['changes'] as Record<'added' | 'updated' | 'removed', number>;
    return `${source(data)} of ${String(data['date'])} was verified: ${String(added)} packages new, ${String(updated)} updated, ${String(removed)} gone`;
  },
  'watcher.ArchiveRejected.v1': (data) =>
    `${source(data)} was rejected (${String(data['code'])}): ${String(data['detail'])}`,
  'watcher.ArchiveStale.v1': (data) => `${source(data)} is stale: ${String(data['detail'])}`,
  'watcher.ArchiveUnreachable.v1': (data) => `${source(data)} could not be reached: ${String(data['detail'])}`,
  'watcher.ArchiveThrottled.v1': (data) => `${source(data)} asked for fewer requests`,
  'watcher.ArchiveRecovered.v1': (data) => `${source(data)} answers again`,
  'builder.CatalogApplied.v1': (data) =>
    `edition ${String(data['edition'])} of the catalog was applied, ${String(count(data['definitions']))} images`,
  'builder.CatalogRefused.v1': (data) => `a catalog was refused: ${strings(data['problems']).join('; ')}`,
  'builder.DefinitionAccepted.v1': (data) => `the definition of ${String(data['image'])} was accepted`,
  'builder.DefinitionRetired.v1': (data) => `${String(data['image'])} was retired`,
  'builder.TestPlanLocked.v1': (data) =>
    `the tests of ${String(data['image'])} were fixed as plan ${short(data['plan'])}`,
  'builder.LockResolved.v1': tellLock,
  'builder.ChannelsAssigned.v1': (data) =>
    `${String(data['image'])} is to be found as ${strings(data['channels']).join(', ')}`,
  'builder.ResolutionFailed.v1': (data) =>
    `${String(data['image'])} could not be resolved (${String(data['code'])}): ${String(data['detail'])}`,
  'builder.ResolutionRecovered.v1': (data) =>
    `${String(data['image'])} can be resolved again, to the packages of revision ${String(data['revision'])}`,
  'builder.BuildStarted.v1': (data) =>
    `building recipe ${short(data['recipe'])} began, attempt ${String(data['attempt'])}`,
  'builder.ManifestBuilt.v1': (data) => `recipe ${short(data['recipe'])} gave manifest ${short(data['manifest'])}`,
  'builder.BuildFailed.v1': (data) =>
    `recipe ${short(data['recipe'])} could not be built (${String(data['code'])}): ${String(data['detail'])}`,
  'builder.BuildAbandoned.v1': (data) =>
    `recipe ${short(data['recipe'])} was given up after ${String(data['attempts'])} attempts${because(data)}`,
  'builder.BuildDiverged.v1': (data) =>
    data['second'] === data['first']
      ? `recipe ${short(data['recipe'])} gave ${short(data['first'])} again, but the layer cache held other bytes for it`
      : `recipe ${short(data['recipe'])} gave ${short(data['second'])} after ${short(data['first'])}`,
  'builder.ImageBuilt.v1': (data) =>
    `${String(data['image'])} revision ${String(data['revision'])} is image ${short(data['index'])}`,
  'tester.TestPassed.v1': (data) => `test ${String(data['name'])} passed on ${short(data['manifest'])}`,
  'tester.TestFailed.v1': (data) =>
    `test ${String(data['name'])} failed on ${short(data['manifest'])}: ${String(data['detail'])}`,
  'tester.TestNotRun.v1': (data) => `test ${String(data['name'])} did not run: ${String(data['reason'])}`,
  'tester.ImageApproved.v1': (data) => `${String(data['image'])} ${short(data['index'])} was approved`,
  'tester.ImageRejected.v1': (data) => `${String(data['image'])} ${short(data['index'])} was rejected`,
  'distributor.ImageSigned.v1': (data) => `${String(data['repository'])} ${short(data['index'])} was signed`,
  'distributor.ImageAttested.v1': (data) =>
    `${String(data['repository'])} ${short(data['index'])} got ${String(count(data['attestations']))} attestations`,
  'distributor.PublicationRefused.v1': (data) =>
    `${String(data['image'])} ${short(data['index'])} was not published (${String(data['code'])}): ${String(data['detail'])}`,
  'distributor.ChannelMoved.v1': (data) =>
    `${channel(data)} moved to ${short(data['to'])}, revision ${String(data['revision'])}`,
  'distributor.ChannelRolledBack.v1': (data) =>
    `${channel(data)} was rolled back to ${short(data['to'])}: ${String(data['reason'])}`,
  'distributor.ChannelFrozen.v1': (data) => `${channel(data)} was frozen: ${String(data['reason'])}`,
  'distributor.ChannelThawed.v1': (data) => `${channel(data)} was thawed`,
  'distributor.ChannelRetired.v1': (data) => `${channel(data)} was retired`,
};

/** Events of earlier versions do not say why. */
const because = (data: Data): string =>
  data['code'] === undefined ? '' : ` (${String(data['code'])}): ${String(data['detail'])}`;
const channel = (data: Data): string => `${String(data['repository'])}:${String(data['tag'])}`;

function tellLock(data: Data): string {
  const changes = data['changes'] as readonly { name: string; from?: string; to?: string; fixed: readonly string[] }[];
  const shown = changes.slice(0, 5).map(({ name, from, to }) => `${name} ${from ?? '-'} → ${to ?? '-'}`);
  const more = changes.length > shown.length ? `, ${String(changes.length - shown.length)} more` : '';
  const fixed = [...new Set(changes.flatMap((change) => change.fixed))];
  const cves =
    fixed.length === 0 ? '' : `; fixes ${fixed.length > 5 ? `${String(fixed.length)} CVEs` : fixed.join(', ')}`;
  const what =
    Number(data['revision']) === 1 ? `${String(data['packages'])} packages` : `${shown.join(', ')}${more}${cves}`;
  return `${String(data['image'])} revision ${String(data['revision'])} was locked because of ${strings(data['reasons']).join(', ')}: ${what}`;
}

/** The event in one line. */
export const tell = ({ type, data }: Pick<ArchivedEvent, 'type' | 'data'>): string =>
  telling[type]?.(data as Data) ?? type;
