import { FIELDS, malformed, type Fields } from './fields.js';

const NAME = /^[A-Za-z0-9][A-Za-z0-9+.-]{0,254}$/;
const VERSION = /^[0-9A-Za-z][0-9A-Za-z.+:~-]{0,254}$/;
const ARCHITECTURE = /^[a-z0-9][a-z0-9-]{0,30}$/;
const SHA256 = /^[0-9a-f]{64}$/;
const SIZE = /^[0-9]{1,12}$/;
const FILENAME = /^(?!\/)[\x21-\x7e]{1,1000}$/;

const CHECKED: readonly (readonly [slot: number, form: RegExp])[] = [
  [FIELDS.indexOf('Package'), NAME],
  [FIELDS.indexOf('Version'), VERSION],
  [FIELDS.indexOf('Architecture'), ARCHITECTURE],
  [FIELDS.indexOf('SHA256'), SHA256],
  [FIELDS.indexOf('Size'), SIZE],
  [FIELDS.indexOf('Filename'), FILENAME],
];
const PATH = FIELDS.indexOf('Filename');

/**
 * Refuses a paragraph without what every package has, and values that could not be of Debian's making.
 * @throws PluginError `malformed-response`
 */
export function checkFields(text: string, fields: Fields): void {
  for (const [slot, form] of CHECKED) {
    const value = fields.value(text, slot);
    if (value === undefined || !form.test(value)) {
      const found = value === undefined ? 'is missing' : `is "${value.slice(0, 60)}"`;
      throw malformed(`${FIELDS[slot]} of ${(fields.value(text, 0) ?? 'a paragraph').slice(0, 60)} ${found}`);
    }
  }
  const path = fields.value(text, PATH) ?? '';
  if (path.includes('..') && path.split('/').includes('..')) throw malformed(`Filename ${path} leaves the archive`);
}
