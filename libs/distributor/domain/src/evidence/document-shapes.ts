import {
  mediaTypes,
  type OciDescriptor,
  type OciIndex,
  type OciManifest,
  type Policy,
  type Recipe,
  type TestPlan,
} from '@quench/contracts';
import { isDigest } from '@quench/kernel';
import { packType, type Pack } from '../cosign/pack.js';
import { isList, isObject, isText } from './shape.js';

/** How a document is known for what it was named as: every member that is looked at later is there, of its type. */
export interface Shape<Document> {
  /** For messages. */
  readonly name: string;
  fits(value: unknown): value is Document;
}

/** `type/subtype`, without parameters. It goes into headers as it is. */
const MEDIA_TYPE = /^[A-Za-z0-9][\w!#$&^.+-]{0,126}\/[A-Za-z0-9][\w!#$&^.+-]{0,126}$/;

/** Whether a text is a media type, of which nothing but a media type can come. */
export const isMediaType = (value: unknown): value is string => isText(value) && MEDIA_TYPE.test(value);

const isPlatform = (value: unknown): boolean =>
  isObject(value) && isText(value['os']) && isText(value['architecture']) && isTextOrNone(value['variant']);

const isTextOrNone = (value: unknown): boolean => value === undefined || isText(value);

/** Whether all values are texts. */
export const isTexts = (value: unknown): value is Readonly<Record<string, string>> =>
  isObject(value) && Object.values(value).every(isText);

const isDescriptor = (value: unknown): boolean =>
  isObject(value) &&
  isMediaType(value['mediaType']) &&
  isText(value['digest']) &&
  isDigest(value['digest']) &&
  Number.isSafeInteger(value['size']) &&
  (value['platform'] === undefined || isPlatform(value['platform'])) &&
  (value['annotations'] === undefined || isTexts(value['annotations']));

const shape = <Document>(
  name: string,
  fits: (value: Readonly<Record<string, unknown>>) => boolean,
): Shape<Document> => ({
  name,
  fits: (value): value is Document => isObject(value) && fits(value),
});

export const indexShape = shape<OciIndex>(
  'an image index',
  ({ mediaType, manifests }) => mediaType === mediaTypes.index && isList(manifests, isDescriptor),
);

/** Also of manifests that refer to another one. */
export const manifestShape = shape<OciManifest & { readonly subject?: OciDescriptor | undefined }>(
  'a manifest',
  ({ mediaType, config, layers, subject }) =>
    mediaType === mediaTypes.manifest &&
    isDescriptor(config) &&
    isList(layers, isDescriptor) &&
    (subject === undefined || isDescriptor(subject)),
);

export const packShape = shape<Pack>(
  'a pack',
  ({ mediaType, texts }) => mediaType === packType && isList(texts, isText),
);

export const planShape = shape<TestPlan>(
  'a test plan',
  ({ tests, versionStream, variant }) =>
    isTextOrNone(versionStream) &&
    isTextOrNone(variant) &&
    isList(tests, (one) => isObject(one) && isObject(one['spec']) && isText(one['spec']['name'])),
);

export const policyShape = shape<Policy>(
  'a policy',
  ({ format, waive }) =>
    Number.isSafeInteger(format) &&
    isList(waive, (one) => isObject(one) && isText(one['test']) && isTextOrNone(one['platform'])),
);

export const recipeShape = shape<Recipe>(
  'a recipe',
  ({ platform, packages, image }) =>
    isText(platform) &&
    isObject(image) &&
    isTextOrNone(image['versionStream']) &&
    isTextOrNone(image['variant']) &&
    isList(packages, (one) => isObject(one) && isText(one['purl']) && isText(one['sha256'])),
);
