import * as fc from 'fast-check';
import type { ClientConfiguration, Registries } from '@quench/plugin-sdk';
import { differenceOf } from '../difference.js';
import { unlessAnsweredOrRefused, unlessRefused } from '../endings.js';
import type { Law } from '../law.js';
import { forAll, forEach } from '../look-for.js';
import type { RegistrySamples } from '../samples.js';
import { textsNear } from '../texts.js';

const PART = 'registries';
const BASE = /^(?:https?|file):\/\/.*\/$/;

/** Laws of reading how the ecosystem's own client is configured. */
export function registriesLaws(registries: Registries, samples: RegistrySamples): readonly Law[] {
  const { configurations } = samples;
  const bases = (client: ClientConfiguration) => registries.read(client).map(({ base }) => base);
  return [
    forEach(
      PART,
      'are those that the client would ask',
      () => configurations,
      (sample) => differenceOf(sample.bases, bases(sample.client), 'the bases'),
    ),
    forEach(
      PART,
      'have a base that is a URL and ends in /',
      () => configurations,
      ({ client }) => {
        const wrong = bases(client).find((base) => !BASE.test(base) || !URL.canParse(base));
        return wrong === undefined ? undefined : `got ${wrong}`;
      },
    ),
    forAll(
      PART,
      'whatever the client is configured with, throw nothing but malformed-input',
      () => near(configurations),
      (client) => unlessAnsweredOrRefused(() => registries.read(client), 'malformed-input'),
    ),
    ...sampledLaws(registries, samples),
  ];
}

/** Laws for which not every ecosystem has a case. */
function sampledLaws(registries: Registries, { configurations, malformed, secrets }: RegistrySamples): readonly Law[] {
  const laws = {
    secrets: forEach(
      PART,
      'hold no secret',
      () => configurations,
      ({ client }) => {
        const said = JSON.stringify(registries.read(client));
        return secrets.some((secret) => said.includes(secret))
          ? 'what was read names a secret of the samples'
          : undefined;
      },
    ),
    malformed: forEach(
      PART,
      'of a malformed configuration are malformed-input',
      () => malformed,
      (client) => unlessRefused(() => registries.read(client), 'malformed-input'),
    ),
  };
  return [...(secrets.length === 0 ? [] : [laws.secrets]), ...(malformed.length === 0 ? [] : [laws.malformed])];
}

/** Configurations of which the text of one file is another. */
function near(configurations: RegistrySamples['configurations']): fc.Arbitrary<ClientConfiguration> {
  const files = configurations.flatMap(({ client }) =>
    [...client.files].map(([path, text]) => ({ client, path, text })),
  );
  if (files.length === 0) return fc.constant(configurations[0].client);
  return fc
    .constantFrom(...files)
    .chain(({ client, path, text }) =>
      textsNear([text]).map((other) => ({ ...client, files: new Map([...client.files, [path, other]]) })),
    );
}
