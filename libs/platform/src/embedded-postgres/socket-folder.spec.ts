import { expect, it } from '@jest/globals';
import { socketFolder } from './database-files.js';

it.each([
  ['is where the database is', '/home/ann/.quench/database', true],
  ['may have blanks', '/home/ann/my images/database', true],
  ['is none where its path is too long for a socket', `/home/${'a'.repeat(80)}/database`, false],
  ['is none where letters of its path are more than bytes', `/home/${'é'.repeat(45)}/database`, false],
  ['is none where PostgreSQL would take it for two', '/home/ann,bob/database', false],
])('the folder of the socket %s', (_, folder, is) => {
  expect(socketFolder({ folder })).toBe(is ? folder : undefined);
});
