/** Loaded before a program that is no test: what the fakes' contract suites take from Jest is there, and does nothing. */
import { registerHooks } from 'node:module';

const NAMES = ['afterAll', 'afterEach', 'beforeAll', 'beforeEach', 'describe', 'expect', 'it', 'jest', 'test'];
const EMPTY = `data:text/javascript,${NAMES.map((name) => `export const ${name} = undefined;`).join('')}`;

registerHooks({
  resolve: (specifier, context, next) =>
    specifier === '@jest/globals' ? { url: EMPTY, shortCircuit: true } : next(specifier, context),
});
