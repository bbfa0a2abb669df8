import { expect, it } from '@jest/globals';
import { EventEmitter } from 'node:events';
import { stopAsked } from './stop-asked.js';

it.each(['SIGTERM', 'SIGINT'])(
  'resolves at the first %s, and goes on listening so that the next one kills nothing',
  async (signal) => {
    const signals = new EventEmitter();
    const asked = stopAsked(signals);
    signals.emit(signal);
    await asked;
    expect([signals.emit('SIGTERM'), signals.emit('SIGINT')]).toEqual([true, true]);
  },
);
