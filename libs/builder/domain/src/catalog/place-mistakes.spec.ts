import { describe, expect, it } from '@jest/globals';
import { minimal, problems, read } from './written.fixture.js';

describe('a place in an image', () => {
  it.each([
    [
      'a file at a path that goes back',
      `${minimal}files:\n  /srv/../x:\n    from: nginx/nginx.conf\n`,
      /^static\.yaml:7: files: expected a path from the root, such as \S+, with no .*, found "\/srv\/\.\.\/x"\. Did you mean "\/x"\?$/,
    ],
    [
      'a volume with a stroke at its end',
      `${minimal}volumes: [/srv/x/]\n`,
      /^static\.yaml:6: volumes\.0: .*Did you mean "\/srv\/x"\?$/,
    ],
    [
      'a workdir that is no path',
      `${minimal}workdir: /srv//x\n`,
      /^static\.yaml:6: workdir: .*Did you mean "\/srv\/x"\?$/,
    ],
    [
      'a file below a file',
      `${minimal}files: { /a: { from: nginx/nginx.conf }, /a/b: { from: nginx/nginx.conf } }\n`,
      /^static\.yaml:6: files\.\/a\/b: \/a is a file, too; expected a path that is not below it$/,
    ],
    ...['/tmp/x', '/proc/x', '/sys/x', '/dev/x', '/run/x/y', '/run'].map(
      (path) =>
        [
          `a file at ${path}`,
          `${minimal}files: { ${path}: { from: nginx/nginx.conf } }\n`,
          /^static\.yaml:6: files\.\S+: \/[a-z]+ is mounted over when the image runs; expected a path that is not below \/dev, /,
        ] as const,
    ),
    [
      'a volume that is a file',
      `${minimal}files: { /a: { from: nginx/nginx.conf } }\nvolumes: [/b, /a]\n`,
      /^static\.yaml:7: volumes: "\/a" cannot be a folder, since files has \/a; expected another path$/,
    ],
    [
      'a workdir below a file',
      `${minimal}files: { /a: { from: nginx/nginx.conf } }\nworkdir: /a/b\n`,
      /^static\.yaml:7: workdir: "\/a\/b" cannot be a folder, since files has \/a; expected another path$/,
    ],
    [
      'a volume of the kernel’s',
      `${minimal}volumes: [/run/x, /tmp/y, /proc/x]\n`,
      /^static\.yaml:6: volumes: "\/proc\/x" is the kernel's; expected a path that is not below \/dev, \/proc, \/sys$/,
    ],
  ])('is refused to %s, with file, line and remedy', (_what, text, expected) => {
    expect(problems(text).join('\n')).toMatch(expected);
  });

  it('may be anywhere else', () => {
    const files =
      '{ /a: { from: nginx/nginx.conf }, /ab: { from: nginx/nginx.conf }, /temp/x: { from: nginx/nginx.conf } }';
    const written = `${minimal}files: ${files}\nvolumes: [/run/x, /tmp/y, /srv]\nworkdir: /\n`;
    expect(Object.keys(read(written).files)).toEqual(['/a', '/ab', '/temp/x']);
  });
});
