import type { PackageEvent } from '@quench/contracts';
import type { Decider } from '@quench/kernel';
import type { Trouble } from './archive.decider.js';
import type { ReleaseNews } from './release-news.js';

/** What the watcher knows of one package. */
export interface PackageState {
  /** What its registry listed when there was news last, in the content store; undefined before the first answer. */
  readonly list: string | undefined;
  /** What is wrong now, by its code; undefined while the registry answers well. */
  readonly trouble: Trouble | undefined;
}

/** How a registry answered about a package. */
export type PackageAnswer =
  | {
      readonly type: 'Listed';
      /** In the content store. */
      readonly list: string;
      readonly releases: number;
      /** Since what was listed before; undefined where that is nothing. */
      readonly news: ReleaseNews | undefined;
    }
  | { readonly type: 'Unavailable'; readonly code: string; readonly detail: string }
  | { readonly type: 'Throttled'; readonly retryAfterMs: number };

export type PackageCommand = PackageAnswer & { readonly purl: string };

/** Of more at once only the newest are told; the list has all. */
const MAX_NEWS = 100;

/** One package as its registry lists it over time. Trouble is told once, and once when it is over. */
export const followedPackage: Decider<PackageState, PackageCommand, PackageEvent> = {
  initialState: { list: undefined, trouble: undefined },

  decide(command, { trouble }) {
    const { purl } = command;
    switch (command.type) {
      case 'Unavailable': {
        const { code, detail } = command;
        return code === trouble?.kind ? [] : [{ type: 'watcher.PackageUnavailable.v1', data: { purl, code, detail } }];
      }
      case 'Throttled':
        return trouble?.kind === THROTTLED ? [] : [throttled(purl)];
      case 'Listed': {
        const recovered: readonly PackageEvent[] =
          trouble === undefined ? [] : [{ type: 'watcher.PackageRecovered.v1', data: { purl } }];
        return [...recovered, ...told(command)];
      }
    }
  },

  evolve(state, event) {
    switch (event.type) {
      case 'watcher.PackageUnavailable.v1':
        return {
          ...state,
          trouble: { kind: event.data.code, text: `${event.data.code}: ${event.data.detail}` },
        };
      case 'watcher.PackageRecovered.v1':
        return { ...state, trouble: undefined };
      default:
        return { ...state, list: event.data.list };
    }
  },
};

const THROTTLED = 'registry-throttled';

const throttled = (purl: string): PackageEvent => ({
  type: 'watcher.PackageUnavailable.v1',
  data: { purl, code: THROTTLED, detail: 'It asked for fewer requests.' },
});

function told({
  purl,
  list,
  releases,
  news,
}: Extract<PackageCommand, { readonly type: 'Listed' }>): readonly PackageEvent[] {
  if (news === undefined) {
    return [{ type: 'watcher.PackageFollowed.v1', data: { purl, releases, list } }];
  }
  return [
    ...news.discovered
      .slice(-MAX_NEWS)
      .map((one): PackageEvent => ({ type: 'watcher.ReleaseDiscovered.v1', data: { ...one, list } })),
    ...news.withdrawn
      .slice(-MAX_NEWS)
      .map((one): PackageEvent => ({ type: 'watcher.ReleaseWithdrawn.v1', data: { purl: one, list } })),
  ];
}
