import { describe, expect, it } from '@jest/globals';
import { verdictOnChange } from './tester.reactors.js';

const wanted = (type: string, changes: object): readonly string[] => {
  const data = { image: 'node', ...changes };
  return verdictOnChange.react({ type: `builder.${type}.v1`, data } as never).map(({ key }) => key);
};
const [prod, dev] = ['prod', 'dev'].map((variant) => ({ versionStream: '22', variant }));

describe('a verdict', () => {
  it('is wanted of a line whose image was built or whose plan was told', () => {
    expect(wanted('ImageBuilt', { versionStream: '22' })).toEqual(['node/22/prod']);
    expect(wanted('TestPlanLocked', {})).toEqual(['node/default/prod']);
  });

  it('is wanted of the lines of an accepted definition that came or came back', () => {
    expect(wanted('DefinitionAccepted', { lines: [prod, dev], newLines: [dev] })).toEqual(['node/22/dev']);
    expect(wanted('DefinitionAccepted', { newLines: [] })).toEqual([]);
  });

  it('is wanted of all of them where the builder did not say which came', () =>
    expect(wanted('DefinitionAccepted', { lines: [prod, dev] })).toEqual(['node/22/prod', 'node/22/dev']));
});
