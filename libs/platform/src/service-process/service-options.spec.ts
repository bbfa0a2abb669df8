import { expect, it } from '@jest/globals';
import { serviceOptions } from './service-options.js';

it('reads what a service is told, and takes the first instance and any free port otherwise', () => {
  expect(serviceOptions('builder', [])).toEqual({ config: undefined, instance: 'builder.1', port: 0 });
  const told = ['--config', 'b.yaml', '--instance', 'builder.2', '--port', '65535', '--prepare', 'admin.yaml'];
  expect(serviceOptions('builder', told)).toEqual({
    config: 'b.yaml',
    instance: 'builder.2',
    port: 65_535,
    prepare: 'admin.yaml',
  });
});

it.each([
  [['--port', 'abc'], '--port: expected a number from 0 to 65535, and not "abc"'],
  [['--port', '65536'], 'and not "65536"'],
  [['--port=-1'], 'and not "-1"'],
  [['--port', ''], 'and not ""'],
  [['--port', '1e3'], 'and not "1e3"'],
  [['--prot', '1'], "'--prot'"],
  [['--config'], "'--config"],
  [['--config', ''], '--config: expected a file, and not ""'],
  [['--prepare='], '--prepare: expected a file, and not ""'],
  [['again'], "'again'"],
  [['--instance', 'tester.9'], '--instance: expected one of the builder, such as builder.2, and not "tester.9"'],
  [['--instance', 'builder'], 'and not "builder"'],
  [['--instance', 'builder.2/x'], 'and not "builder.2/x"'],
  [['--instance', 'rebuilder.2'], 'and not "rebuilder.2"'],
])('refuses %j', (argv, said) => {
  const refused = { code: 'command-line-malformed', message: expect.stringContaining(said) };
  expect(() => serviceOptions('builder', argv)).toThrow(expect.objectContaining(refused));
});
