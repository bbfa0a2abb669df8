import { describe, expect, it } from '@jest/globals';
import { MAIN_LINE, type LineOfImage } from '@quench/contracts';
import { onBuilder } from './publish.reactors.js';

const [prod, dev] = ['prod', 'dev'].map((variant): LineOfImage => ({ versionStream: '22', variant }));

const wanted = (changes: object): readonly string[] => {
  const data = { image: 'node', lines: [prod, dev], ...changes };
  return onBuilder.react({ type: 'builder.DefinitionAccepted.v1', data } as never).map(({ key }) => key);
};

describe('what a builder says of a line', () => {
  it.each(['TestPlanLocked', 'LockResolved', 'ChannelsAssigned', 'ImageBuilt'])('asks for it: %s', (type) => {
    const event = { type: `builder.${type}.v1`, data: { image: 'node', versionStream: '22', variant: 'dev' } };
    expect(onBuilder.react(event as never)).toEqual([{ kind: 'publish', key: 'node/22/dev', fairKey: 'node' }]);
  });

  it('asks for all lines of an image that is retired', () => {
    const event = { type: 'builder.DefinitionRetired.v1', data: { image: 'node', lines: [prod, dev] } };
    expect(onBuilder.react(event as never).map(({ key }) => key)).toEqual(['node/22/prod', 'node/22/dev']);
  });
});

describe('an accepted definition', () => {
  it('asks only lines that came or went to be published', () => {
    expect(wanted({ newLines: [] })).toEqual([]);
    expect(wanted({ newLines: [dev] })).toEqual(['node/22/dev']);
    expect(wanted({ newLines: [dev], retiredLines: [MAIN_LINE] })).toEqual(['node/22/dev', 'node/default/prod']);
  });

  it('of a builder that did not say which came asks all', () => {
    expect(wanted({})).toEqual(['node/22/prod', 'node/22/dev']);
    expect(wanted({ lines: undefined })).toEqual(['node/default/prod']);
  });
});
