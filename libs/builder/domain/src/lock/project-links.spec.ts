import { describe, expect, it } from '@jest/globals';
import type { ProjectLink } from '@quench/plugin-sdk';
import { placedLinks } from './project-links.js';

const link = (kind: ProjectLink['kind'], path: string, target: string): ProjectLink => ({ kind, path, target });
const tool = link('folder', 'node_modules/tool', 'packages/tool');

describe('links of a project in an image', () => {
  it('lead to folders of its own, from where they are', () => {
    expect(placedLinks('/srv/web', [tool, link('folder', 'node_modules/@own/a', 'a')], {}).links).toEqual({
      '/srv/web/node_modules/tool': '../packages/tool',
      '/srv/web/node_modules/@own/a': '../../a',
    });
  });

  it('lead to its own programs, which are executable, also through links of folders', () => {
    const program = link('program', 'node_modules/.bin/tool', 'node_modules/tool/cli.js');
    const files = { '/srv/web/packages/tool/cli.js': {} };
    expect(placedLinks('/srv/web', [tool, program], files)).toEqual({
      links: expect.objectContaining({ '/srv/web/node_modules/.bin/tool': '../tool/cli.js' }),
      programs: ['/srv/web/packages/tool/cli.js'],
    });
  });

  it('are not there for programs that are not there', () => {
    const program = link('program', 'node_modules/.bin/tool', 'packages/tool/cli.js');
    expect(placedLinks('/srv/web', [program], {})).toEqual({ links: {}, programs: [] });
  });
});
