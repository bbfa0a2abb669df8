import { clip, counted } from '@quench/kernel';
import type { ArchivedEvent } from './archive.projection.js';
import { tell } from './tell.js';

const LINE_CHARACTERS = 500;
const MAX_LINES = 100;

/** What people are told. */
export interface NoticeText {
  readonly title: string;
  readonly lines: readonly string[];
}

/** Of one event. */
export function eventText(event: ArchivedEvent): NoticeText {
  const line = clip(tell(event), LINE_CHARACTERS);
  return { title: line, lines: [line] };
}

/**
 * Of the events of a window together.
 * @param events oldest first
 * @param window as its work names it
 */
export function digestText(subscription: string, window: string, events: readonly ArchivedEvent[]): NoticeText {
  const shown = events
    .slice(0, MAX_LINES)
    .map((event) => `${event.sequencedAt.slice(0, 16)}Z ${clip(tell(event), LINE_CHARACTERS)}`);
  const more = events.length - shown.length;
  return {
    title: `${subscription}: ${counted(events.length, 'event')} of ${window.replace('T', ', hour ')} (UTC)`,
    lines: more === 0 ? shown : [...shown, `and ${String(more)} more; see: quench history`],
  };
}
