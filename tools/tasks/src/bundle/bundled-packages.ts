import type { Plugin } from 'esbuild';

/** What belongs to the workspace. */
const isOwn = (path: string): boolean => path.startsWith('@quench/');

/**
 * Packages of hundreds of small files that nearly every command loads. Those that load each other are all here, so that no
 * class is there twice; pg is not, which TypeORM finds by its name when it runs.
 */
const LOADED_OFTEN =
  /^(?:@nestjs\/(?:common|core|cqrs)|class-(?:transformer|validator)|reflect-metadata|rxjs|semver|typeorm)(?:\/|$)/;

/** Tells that a question comes from here. */
const ASKED = Symbol('asked');

/**
 * Takes packages into a bundle that are loaded often, with what they load themselves. All others are left where they are
 * installed, as are optional ones that are not: Nest and TypeORM look for those when they run.
 */
export const bundledPackages: Plugin = {
  name: 'bundled-packages',
  setup({ onResolve, resolve }) {
    onResolve({ filter: /^[^./]/ }, async ({ path, kind, importer, resolveDir, pluginData }) => {
      if (kind === 'entry-point' || isOwn(path) || pluginData === ASKED) return undefined;
      const external = { path, external: true };
      if (!LOADED_OFTEN.test(path) && !importer.includes('/node_modules/')) return external;
      const { errors } = await resolve(path, { kind, importer, resolveDir, pluginData: ASKED });
      return errors.length > 0 ? external : undefined;
    });
  },
};

/**
 * Cuts a circle of modules that only works in the order in which Node loads it: one of Nest takes a class from the index of its
 * package, which takes it from where it is taken here.
 */
export const cutCircle: Plugin = {
  name: 'cut-circle',
  setup({ onResolve, onEnd }) {
    let [isThere, isCut] = [false, false];
    onResolve({ filter: /^\.\/command-bus\.js$/ }, ({ importer }) => {
      isThere ||= importer.includes('/@nestjs/cqrs/');
      return undefined;
    });
    onResolve({ filter: /^\.\/index\.js$/ }, ({ importer, resolveDir }) => {
      if (!importer.endsWith('/@nestjs/cqrs/dist/command-bus.js')) return undefined;
      isCut = true;
      return { path: `${resolveDir}/exceptions/index.js` };
    });
    onEnd(() =>
      isThere && !isCut
        ? { errors: [{ text: 'The circle in @nestjs/cqrs is not where it is cut; see cutCircle' }] }
        : {},
    );
  },
};
