import { describe, expect, it } from '@jest/globals';
import { contentsFinding } from './doctor.command.js';

const sound = { sound: 12, bytes: 3_400, quarantined: [], abandoned: 1 };

describe('what is kept', () => {
  it('is well when everything is what its name says', () =>
    expect(contentsFinding(sound)).toEqual({
      ...{ what: 'contents', well: true, remedy: '' },
      detail: '12 are what their names say, 3400 bytes',
    }));

  it('names what was damaged, where it is now, and the remedy', () => {
    const damaged = { path: 'sha256/ab/cd', movedTo: 'quarantine/abcd.ef', actual: 'sha256:ef' };
    const found = contentsFinding({ ...sound, quarantined: [damaged] });
    expect(found).toMatchObject({ well: false, remedy: expect.stringContaining('quench rebuild IMAGE') });
    expect(found.detail).toBe('1 are not what their names say: sha256/ab/cd, now quarantine/abcd.ef');
  });
});
