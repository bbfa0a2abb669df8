import { expect, it } from '@jest/globals';
import { definedLines, lineDefinition, type DefinedLine, type ImageDefinition } from './definition.js';

const settings = {
  ...{ packages: ['nodejs'], files: {}, env: {}, workdir: '/', channels: ['latest'], tests: [] },
  run: { entrypoint: [], cmd: [], user: 'nonroot', uid: 1, gid: 1, ports: [], stopSignal: 'SIGTERM' },
};
const definition: ImageDefinition = {
  ...{ image: 'nodejs', summary: 'Node', distribution: { release: 'debian/trixie', pockets: [] }, platforms: [] },
  ...{ ...settings, accounts: [], volumes: [], labels: {}, policy: { waive: [] } },
};
const line = (versionStream: string, variant: string, more: object = {}): DefinedLine => ({
  ...{ versionStream, variant, ...settings, ...more },
});

it('has one line where it names none, as definitions of before lines do', () => {
  expect(definedLines(definition)).toEqual([{ ...definition, versionStream: 'default', variant: 'prod' }]);
  expect(lineDefinition(definition, { versionStream: 'default', variant: 'dev' })).toBeUndefined();
});

it('gives each line what it asks for, and what is the image’s', () => {
  const lines = [line('22', 'prod'), line('22', 'dev', { packages: ['nodejs', 'bash'] })];
  const found = lineDefinition({ ...definition, lines }, { versionStream: '22', variant: 'dev' });
  expect(found).toMatchObject({ image: 'nodejs', variant: 'dev', packages: ['nodejs', 'bash'] });
  expect(found).not.toHaveProperty('lines');
  expect(lineDefinition({ ...definition, lines }, { versionStream: 'default', variant: 'prod' })).toBeUndefined();
});
