import { describe, expect, it } from '@jest/globals';
import { causeTree, treeLines } from './cause-tree.js';
import { archivedEvent } from './story.fixture.js';

describe('a tree of causes', () => {
  it('tells an event once, and names what is not kept', () => {
    const root = archivedEvent('a', {});
    const left = archivedEvent('b', {}, [root]);
    const right = archivedEvent('c', {}, [root, { ...root, id: 'gone' }]);
    const top = archivedEvent('d', {}, [left, right]);
    const tree = causeTree(top, new Map([root, left, right].map((event) => [event.id, event])));
    expect(treeLines(tree, ({ type }) => type)).toEqual(['d', '├─ c', '│  └─ a', '└─ b', '   └─ a (see above)']);
    expect(tree.causes[0]?.missing).toEqual(['gone']);
  });
});
