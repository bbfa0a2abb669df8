import { expect, it } from '@jest/globals';
import { expectEcosystems } from './added-archives.js';

const archive = { base: 'https://box.example/', suites: ['box'], keyFile: 'box.asc', fingerprint: '' };

it('an added archive is refused when nothing here knows its ecosystem', () => {
  const check = (ecosystem: string) => () => expectEcosystems([{ ...archive, ecosystem }], ['deb', 'toy']);
  expect(check('toy')).not.toThrow();
  expect(check('rpm')).toThrow('https://box.example/ cannot be used: its ecosystem rpm is none of deb, toy');
});
