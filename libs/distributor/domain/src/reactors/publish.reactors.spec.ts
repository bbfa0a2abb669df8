import { describe, expect, it } from '@jest/globals';
import { MAIN_LINE, type LineOfImage } from '@quench/contracts';
import { onBuilder } from './publish.reactors.js';

const [prod, dev] = ['prod', 'dev'].map((variant): LineOfImage => ({ versionStream: '22', variant }));

const wanted = (changes: object): readonly string[] => {
  const data = { image: 'node', lines: [prod, dev], ...changes };
  return onBuilder.react({ type: 'builder.DefinitionAccepted.v1', data } as never).map(({ key }) => key);
};

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
