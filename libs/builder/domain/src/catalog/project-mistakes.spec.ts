import { describe, expect, it } from '@jest/globals';
import { minimal, problems, read } from './written.fixture.js';

const project = (text: string, path = '/srv/web'): string => `${minimal}project:\n  ${path}: { ${text} }\n`;
const WEB = 'ecosystem: npm, from: nginx';

describe('a project of a definition', () => {
  it('is a folder of the image with the files of one of the catalog', () => {
    const definition = read(project(WEB));
    expect(definition.projects).toEqual([{ path: '/srv/web', ecosystem: 'npm' }]);
    expect(definition.files).toEqual({
      '/srv/web/nginx.conf': expect.objectContaining({ mode: 0o644, uid: 0, gid: 0 }),
    });
  });

  it('leaves no trace where there is none', () => {
    expect(read(minimal)).not.toHaveProperty('projects');
  });

  it('may have a file in place of its own', () => {
    const text = `${project(WEB)}files: { /srv/web/nginx.conf: { from: nginx/nginx.conf, mode: '0600' } }\n`;
    expect(read(text).files['/srv/web/nginx.conf']?.mode).toBe(0o600);
  });

  it.each([
    [
      'no folder',
      'ecosystem: npm, from: ngnx',
      /^static\.yaml:7: .*has no folder "ngnx" with files in it\. Did you mean "nginx"\?$/,
    ],
    ['no ecosystem', 'from: nginx', /missing key "ecosystem"$/],
    ['an unknown key', `${WEB}, form: x`, /unknown key "form"/],
  ])('is refused with %s', (_what, text, message) => {
    expect(problems(project(text))).toContainEqual(expect.stringMatching(message));
  });

  it.each([
    ['srv/web', /expected a path from the root/],
    ['/run/web', /project\.\/run\/web: \/run is mounted over/],
  ])('is refused at %s', (path, message) => {
    expect(problems(project(WEB, path))).toContainEqual(expect.stringMatching(message));
  });

  it('is refused at or below a file and below another project', () => {
    const text = `${project(WEB)}  /srv/web/more: { ${WEB} }\nfiles: { /srv/web: { from: nginx/nginx.conf } }\n`;
    expect(problems(text)).toEqual([
      'static.yaml:7: project./srv/web: /srv/web is there, too; expected a path that is not at or below it',
      'static.yaml:8: project./srv/web/more: /srv/web is there, too; expected a path that is not at or below it',
      'static.yaml:8: project./srv/web/more: /srv/web is a project, too; expected a path that is not below it',
    ]);
  });
});
