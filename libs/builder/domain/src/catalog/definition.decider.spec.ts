import { describe, it } from '@jest/globals';
import { MAIN_LINE, type DefinitionAccepted, type DefinitionEvent, type LineOfImage } from '@quench/contracts';
import { sha256 } from '@quench/kernel';
import { given } from '@quench/testing';
import { definition } from './definition.decider.js';

const image = 'nginx';
const accepted = (of: string, edition = 1): DefinitionEvent & { readonly type: 'builder.DefinitionAccepted.v1' } => ({
  type: 'builder.DefinitionAccepted.v1',
  data: {
    ...{ image, edition, definition: sha256(of), policy: sha256('policy'), distribution: 'debian/trixie' },
    ...{ pockets: [], platforms: [], archives: [] },
  },
});
const plan = (of: string, asks = 'plan') => ({
  ...{ image, plan: sha256(asks), tests: 1, waived: [], definition: sha256(of) },
});
const lock = (...of: Parameters<typeof plan>) => ({ type: 'LockTestPlan' as const, data: plan(...of) });
const planned = (...of: Parameters<typeof plan>): DefinitionEvent => ({
  type: 'builder.TestPlanLocked.v1',
  data: plan(...of),
});
const retired: DefinitionEvent = { type: 'builder.DefinitionRetired.v1', data: { image, edition: 2 } };

describe('a test plan', () => {
  it('is locked for the accepted definition', () =>
    given(definition, [accepted('a')])
      .when(lock('a'))
      .then(planned('a')));
  it('is not locked twice', () =>
    given(definition, [accepted('a'), planned('a')])
      .when(lock('a'))
      .thenNothing());
  it('is locked again when it asks something else', () =>
    given(definition, [accepted('a'), planned('a')])
      .when(lock('a', 'other'))
      .then(planned('a', 'other')));
  it('is locked again for the next definition, although it asks the same', () =>
    given(definition, [accepted('a'), planned('a'), accepted('b')])
      .when(lock('b'))
      .then(planned('b')));
  it('is locked again for a definition that comes back, once', () => {
    const back = [accepted('a'), planned('a'), accepted('b', 2), accepted('a', 3)];
    given(definition, back).when(lock('a')).then(planned('a'));
    given(definition, [...back, planned('a')])
      .when(lock('a'))
      .thenNothing();
  });
  it('of a definition that was superseded or retired is not locked', () => {
    given(definition, [accepted('a'), accepted('b')])
      .when(lock('a'))
      .thenNothing();
    given(definition, [accepted('a'), retired])
      .when(lock('a'))
      .thenNothing();
  });
});

describe('an accepted definition', () => {
  const [prod, dev] = ['prod', 'dev'].map((variant) => ({ versionStream: '22', variant })) as [
    LineOfImage,
    LineOfImage,
  ];
  const having = (of: string, edition: number, ...lines: readonly LineOfImage[]): DefinitionAccepted => ({
    ...accepted(of, edition).data,
    lines,
  });
  const told = (data: DefinitionAccepted): DefinitionEvent => ({ type: 'builder.DefinitionAccepted.v1', data });

  it('says which lines are new and which are gone', () => {
    const data = having('b', 2, prod, dev);
    given(definition, [told(having('a', 1, MAIN_LINE, prod))])
      .when({ type: 'Accept', data })
      .then(told({ ...data, newLines: [dev], retiredLines: [MAIN_LINE] }));
  });

  it('says that all lines of a new image are new', () => {
    const data = having('a', 1, prod, dev);
    given(definition, [])
      .when({ type: 'Accept', data })
      .then(told({ ...data, newLines: [prod, dev] }));
  });

  it('says that none is new where it has the same lines', () => {
    const data = having('b', 2, prod);
    given(definition, [told(having('a', 1, prod))])
      .when({ type: 'Accept', data })
      .then(told({ ...data, newLines: [] }));
  });
});

describe('a late copy of a command', () => {
  const accept = (of: string, edition: number) => ({ type: 'Accept' as const, data: accepted(of, edition).data });
  const retire = (edition: number) => ({ type: 'Retire' as const, image, edition });

  it('takes no definition back that a later edition has accepted or retired', () => {
    given(definition, [accepted('a', 1), accepted('b', 3)])
      .when(accept('a', 2))
      .thenNothing();
    given(definition, [accepted('a', 1), retired])
      .when(accept('a', 1))
      .thenNothing();
    given(definition, [accepted('a', 3)])
      .when(retire(2))
      .thenNothing();
  });

  it('is told from the next edition, which may bring an image back', () => {
    given(definition, [accepted('a', 1), retired])
      .when(accept('a', 3))
      .then({ type: 'builder.DefinitionAccepted.v1', data: { ...accepted('a', 3).data, newLines: [MAIN_LINE] } });
    given(definition, [accepted('a', 1)])
      .when(retire(2))
      .then(retired);
  });
});
