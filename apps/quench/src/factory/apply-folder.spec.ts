import { describe, expect, it } from '@jest/globals';
import { editionText } from './apply-folder.js';

const outcome = { problems: [], edition: 3, changed: true, images: ['api', 'web'], instead: undefined };
const nothing = { added: [], updated: [], retired: [] };

describe('an edition of the catalog', () => {
  it('is told with the images that are not as before', () => {
    const changes = { added: ['api'], updated: ['web'], retired: ['cache', 'queue'] };
    expect(editionText({ ...outcome, ...changes })).toBe('edition 3: added api; updated web; retired cache, queue');
    expect(editionText({ ...outcome, ...nothing, updated: ['web'] })).toBe('edition 3: updated web');
  });

  it('that changed nothing says so', () => {
    expect(editionText({ ...outcome, ...nothing })).toBe('edition 3: the same 2 images');
    expect(editionText({ ...outcome, ...nothing, changed: false, images: ['web'] })).toBe('edition 3: 1 image');
  });
});
