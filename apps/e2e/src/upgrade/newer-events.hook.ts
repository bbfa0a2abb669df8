/**
 * Loaded before a service, makes it one of a later version, in which the data of an event has changed its shape: every
 * mention of the event is one of its next version, which has a field more, and the old one is lifted.
 */
import { registerHooks } from 'node:module';

const OLD = "'builder.ImageBuilt.v1'";
const NEW = "'builder.ImageBuilt.v2'";

/** What else is different, by file; each text is there once. */
const CHANGES: Readonly<Record<string, readonly (readonly [was: string, is: string])[]>> = {
  '/libs/contracts/dist/registry.js': [
    [`${NEW}: lock.ImageBuilt,`, `${NEW}: ImageBuilt,`],
    [
      'export const eventClasses',
      `import { IsText } from './fields.js';
       class ImageBuilt extends lock.ImageBuilt {}
       IsText()(ImageBuilt.prototype, 'layout');
       export const eventClasses`,
    ],
    [
      'export const upcasters = {};',
      `export const upcasters = {
         ${OLD}: (data) => ({ type: ${NEW}, data: { ...data, layout: 'unknown' } }),
       };`,
    ],
  ],
  '/libs/builder/domain/dist/lock/lock.decider.js': [
    [`{ type: ${NEW}, data: command.data }`, `{ type: ${NEW}, data: { ...command.data, layout: 'oci' } }`],
  ],
};

const changesOf = (url: string): (typeof CHANGES)[string] =>
  Object.entries(CHANGES).find(([file]) => url.endsWith(file))?.[1] ?? [];

function changed(url: string, source: string): string {
  let text = source.replaceAll(OLD, NEW);
  for (const [was, is] of changesOf(url)) {
    if (text.split(was).length !== 2) throw new Error(`${url} does not have once: ${was}`);
    text = text.replace(was, () => is);
  }
  return text;
}

registerHooks({
  load(url, context, next) {
    const loaded = next(url, context);
    if (!/\/(libs|apps)\/.*\/dist\/.*\.js$/.test(url) || loaded.source === undefined) return loaded;
    return { ...loaded, source: changed(url, Buffer.from(loaded.source as Uint8Array).toString()) };
  },
});
