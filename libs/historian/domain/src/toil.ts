import type { ArchivedEvent } from './archive.projection.js';
import type { KnownType } from './known-event.js';
import { CATALOG_TYPES, imagesAt } from './lines-now.js';
import { CASCADE_TYPES, cascadesOf, EXCEPTIONS, type CascadeToil, type ExceptionClass } from './toil-cascades.js';
import { DECISION_TYPES, decisionsOf, MINUTES, type Decision, type DecisionKind } from './toil-decisions.js';

/** The events that toil is told from. */
export const TOIL_TYPES: readonly KnownType[] = [
  ...new Set<KnownType>([...CATALOG_TYPES, ...CASCADE_TYPES, ...DECISION_TYPES]),
];

/** What persons had to do in a week. */
export interface ToilWeek {
  /** Its Monday, in UTC: `2026-11-23`. */
  readonly week: string;
  /** How often each kind of decision was made, of those that were. */
  readonly decisions: Readonly<Partial<Record<DecisionKind, number>>>;
  /** As many as {@link MINUTES} counts for them. */
  readonly minutes: number;
  /** In the catalog at the end of the week, or now. */
  readonly images: number;
  /** Undefined where there were no images. */
  readonly minutesPer100Images: number | undefined;
  readonly cascades: CascadeShare;
}

/** Of the cascades that snapshots of archives led to, by the week in which they were planned. */
export interface CascadeShare {
  readonly ended: number;
  readonly open: number;
  /** Of those that ended, in percent; undefined where none did. */
  readonly withoutPersonPercent: number | undefined;
  /** The others, by why. */
  readonly exceptions: readonly { readonly class: ExceptionClass; readonly cascades: readonly string[] }[];
}

const WEEK_MS = 7 * 86_400_000;
/** The first Monday after the epoch began. */
const MONDAY_MS = 4 * 86_400_000;

const mondayOf = (at: number): number => Math.floor((at - MONDAY_MS) / WEEK_MS) * WEEK_MS + MONDAY_MS;

/**
 * The last weeks, this one included, the newest first. Weeks before anything happened are left out.
 * @param events of the types of {@link TOIL_TYPES}, oldest first
 */
export function toilOf(events: readonly ArchivedEvent[], now: string, weeks: number): readonly ToilWeek[] {
  const [first] = events;
  if (first === undefined) return [];
  const decisions = decisionsOf(events);
  const cascades = cascadesOf(events);
  const [oldest, newest] = [mondayOf(Date.parse(first.sequencedAt)), mondayOf(Date.parse(now))];
  const mondays = Array.from({ length: weeks }, (_, back) => newest - back * WEEK_MS).filter((day) => day >= oldest);
  return mondays.map((monday) => {
    const [from, to] = [monday, monday + WEEK_MS].map((at) => new Date(at).toISOString());
    const isIn = (at: string): boolean => at >= (from ?? '') && at < (to ?? '');
    return weekOf({
      week: (from ?? '').slice(0, 10),
      decisions: decisions.filter(({ at }) => isIn(at)),
      cascades: cascades.filter(({ plannedAt }) => isIn(plannedAt)),
      images: imagesAt(events, to ?? ''),
    });
  });
}

interface WeekFacts {
  readonly week: string;
  readonly decisions: readonly Decision[];
  readonly cascades: readonly CascadeToil[];
  readonly images: number;
}

function weekOf({ week, decisions, cascades, images }: WeekFacts): ToilWeek {
  const counts: Partial<Record<DecisionKind, number>> = {};
  for (const { kind } of decisions) counts[kind] = (counts[kind] ?? 0) + 1;
  const minutes = decisions.reduce((sum, { kind }) => sum + MINUTES[kind], 0);
  const minutesPer100Images = images === 0 ? undefined : rounded((minutes * 100) / images);
  return { week, decisions: counts, minutes, images, minutesPer100Images, cascades: shareOf(cascades) };
}

function shareOf(cascades: readonly CascadeToil[]): CascadeShare {
  const ended = cascades.filter((one) => one.ended);
  const alone = ended.filter(({ exception }) => exception === undefined).length;
  return {
    ended: ended.length,
    open: cascades.length - ended.length,
    withoutPersonPercent: ended.length === 0 ? undefined : rounded((alone * 100) / ended.length),
    exceptions: EXCEPTIONS.map((one) => ({
      class: one,
      cascades: ended.filter(({ exception }) => exception === one).map(({ cascade }) => cascade),
    })).filter((one) => one.cascades.length > 0),
  };
}

const rounded = (value: number): number => Math.round(value * 10) / 10;
