import type { ArchiveEntry, Install } from '@quench/plugin-sdk';
import { bundledModules } from './bundled.js';
import { certificatesOf } from './certificates.js';
import { allEntries, filterEntries } from './filter-entries.js';
import { finish } from './finish.js';
import { openDeb } from '../package-file/index.js';
import { records } from './records.js';
import { reserved } from './reserved.js';
import { unneeded } from './unneeded.js';

/** Debian packages without their scripts: files filtered and moved, records for scanners, and what scripts would make. */
export const install: Install = {
  filterVersion: 2,
  unneeded,
  reserved,
  async entries(file, host, taken) {
    const deb = await openDeb(file, host);
    const mtime = newest(deb.entries);
    const entries = filterEntries(deb.entries, mtime, taken);
    return {
      entries: [...entries, ...records(deb, entries, mtime)],
      contributions: certificatesOf(entries),
      bundled: bundledModules(entries),
    };
  },
  async whole(file, host) {
    const { entries } = await openDeb(file, host);
    return allEntries(entries, newest(entries));
  },
  finish,
};

const newest = (entries: readonly ArchiveEntry[]): number =>
  entries.reduce((latest, entry) => Math.max(latest, entry.mtime), 0);
