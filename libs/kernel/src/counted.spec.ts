import { expect, it } from '@jest/globals';
import { counted } from './counted.js';

it.each([
  [0, '0 images'],
  [1, '1 image'],
  [2, '2 images'],
])('%d of something is counted as %s', (count, text) => expect(counted(count, 'image')).toBe(text));
