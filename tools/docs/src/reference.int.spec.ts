import 'reflect-metadata';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { dependencyTable } from './dependencies.reference.js';
import { errorCodes } from './error-codes.js';
import { errorTable } from './error-table.js';
import { dependencyNames, reference, root } from './reference.js';

const pages = await reference();

describe('the reference', () => {
  it.each([...pages])('is what the sources say: %s', (path, text) =>
    expect(readFileSync(join(root, 'docs/reference', path), 'utf8')).toBe(text),
  );

  it('has no schema of a command that is gone', () => {
    const files = readdirSync(join(root, 'docs/reference/cli')).map((name) => `cli/${name}`);
    expect(files.sort()).toEqual([...pages.keys()].filter((path) => path.startsWith('cli/')).sort());
  });

  it('gives cause and remedy of every error, and of no others', () =>
    expect(Object.keys(errorTable(root)).sort()).toEqual([...errorCodes(root).keys()]));

  it('says what every dependency is for', () =>
    expect(Object.keys(dependencyTable).sort()).toEqual([...dependencyNames()].sort()));
});
