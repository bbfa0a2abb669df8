import { describe, it } from '@jest/globals';
import type { BuildEvent, ManifestBuilt } from '@quench/contracts';
import { sha256 } from '@quench/kernel';
import { given } from '@quench/testing';
import { build } from './build.decider.js';

const recipe = sha256('recipe');
const data = (layer: string): ManifestBuilt => ({
  recipe,
  platform: 'linux/amd64',
  manifest: sha256(`manifest of ${layer}`),
  config: sha256('config'),
  layers: [
    { digest: sha256('base'), sizeBytes: 1, packages: [] },
    { digest: sha256(layer), sizeBytes: 1, packages: ['pkg:deb/debian/a@1'] },
  ],
  spdx: sha256('spdx'),
  cyclonedx: sha256('cyclonedx'),
  provenance: sha256('provenance'),
  cost: { wallMs: 1, cpuMs: 1, layersBuilt: 1, layersReused: 1 },
});
const built = (layer: string): BuildEvent => ({ type: 'builder.ManifestBuilt.v1', data: data(layer) });
const diverged: BuildEvent = {
  type: 'builder.BuildDiverged.v1',
  data: {
    recipe,
    first: data('a').manifest,
    second: data('b').manifest,
    differing: [sha256('a'), sha256('b')],
  },
};
const failed: BuildEvent = { type: 'builder.BuildFailed.v1', data: { recipe, code: 'path-collision', detail: 'x' } };

describe('a build', () => {
  it('records the first manifest of a recipe', () =>
    given(build)
      .when({ type: 'RecordManifest', data: data('a') })
      .then(built('a')));

  it('records the same manifest once', () =>
    given(build, [built('a')])
      .when({ type: 'RecordManifest', data: data('a') })
      .thenNothing());

  it('reports another manifest of the same recipe with the layers that differ, once', () => {
    given(build, [built('a')])
      .when({ type: 'RecordManifest', data: data('b') })
      .then(diverged);
    given(build, [built('a'), diverged])
      .when({ type: 'RecordManifest', data: data('b') })
      .thenNothing();
  });

  it('reports a layer that the cache had wrong, though the manifest is the same', () =>
    given(build, [built('a')])
      .when({ type: 'RecordManifest', data: data('a'), planted: [{ claimed: sha256('other'), made: sha256('a') }] })
      .then({
        type: 'builder.BuildDiverged.v1',
        data: {
          recipe,
          first: data('a').manifest,
          second: data('a').manifest,
          differing: [sha256('other'), sha256('a')],
        },
      }));

  it('reports the same failure once, until something was built', () => {
    const command = { type: 'RecordFailure', data: failed.data } as const;
    given(build)
      .when(command as never)
      .then(failed);
    given(build, [failed])
      .when(command as never)
      .thenNothing();
    given(build, [failed, built('a')])
      .when(command as never)
      .then(failed);
  });

  it('is abandoned unless it was built', () => {
    const data = { recipe, attempts: 5, code: 'disk-full', detail: 'no room' };
    const abandon = { type: 'Abandon', data } as const;
    given(build).when(abandon).then({ type: 'builder.BuildAbandoned.v1', data });
    given(build, [built('a')])
      .when(abandon)
      .thenNothing();
  });

  it('records every start', () =>
    given(build)
      .when({ type: 'Start', recipe, attempt: 1, fence: 3 })
      .then({ type: 'builder.BuildStarted.v1', data: { recipe, attempt: 1, fence: 3 } }));
});
