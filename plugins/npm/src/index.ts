import { npm } from './plugin.js';

export { npm };

/** The plugin, and where a thread finds it: what a process lists that knows npm. */
export const listedNpm = { plugin: npm(), module: { specifier: import.meta.url, exported: 'npm' } } as const;
