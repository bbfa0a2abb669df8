import { describe, expect, it } from '@jest/globals';
import { asked } from './arguments.js';

describe('what a person asks of the benches', () => {
  it('is names, and how often', () =>
    expect(asked(['build', 'append', '--runs', '5'])).toMatchObject({
      names: ['build', 'append'],
      runs: 5,
      help: false,
    }));

  it.each([[['--help']], [['-h']], [['build', '--help']]])('is what there is: %j', (args) =>
    expect(asked(args)).toMatchObject({ help: true }),
  );

  it.each([
    [['--rums', '3']],
    [['--runs']],
    [['--runs', '0']],
    [['--runs', 'many']],
    [['--brokers', '2']],
    [['--images', '0']],
  ])('is not understood: %j', (args) => expect(asked(args)).toBeUndefined());
});
