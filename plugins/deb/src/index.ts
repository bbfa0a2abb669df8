import { deb } from './plugin.js';

export { deb };

/** The plugin, and where a thread finds it: what a process lists that knows Debian. */
export const listedDeb = { plugin: deb(), module: { specifier: import.meta.url, exported: 'deb' } } as const;
