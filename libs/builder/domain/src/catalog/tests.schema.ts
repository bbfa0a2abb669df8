import { closed, packageName } from './schema-parts.js';

/** Descriptions end the sentence "expected …": they are what a person reads whose definition has another value. */
export const text = {
  type: 'string',
  minLength: 1,
  maxLength: 1_000,
  description: 'a text that is not empty',
} as const;
export const value = { type: 'string', maxLength: 4_096, description: 'text' } as const;
const absolutePath = {
  type: 'string',
  pattern: '^/[^\\0]*$',
  maxLength: 4_096,
  description: 'a path from the root, such as /etc/nginx',
} as const;
export const texts = { type: 'array', items: value, maxItems: 200, description: 'a list of texts' } as const;
export const command = {
  type: 'array',
  items: [{ ...absolutePath, description: 'the path of a program from the root, such as /usr/sbin/nginx' }],
  additionalItems: value,
  minItems: 1,
  maxItems: 200,
  description: 'a list of texts, a program first',
} as const;
export const packages = {
  type: 'array',
  items: packageName,
  maxItems: 500,
  uniqueItems: true,
  description: 'a list of names of packages, such as [nginx]',
} as const;
export const name = {
  type: 'string',
  pattern: '^[a-z0-9][a-z0-9-]*$',
  maxLength: 60,
  description: 'a name of lower-case letters, digits and "-"',
} as const;
const exit = { type: 'integer', minimum: 0, maximum: 255, description: 'an exit code from 0 to 255' } as const;
const timeoutMs = {
  type: 'integer',
  minimum: 100,
  maximum: 600_000,
  description: 'milliseconds from 100 to 600000',
} as const;
const output = { ...text, description: 'a regular expression that the output must match' } as const;
const structure = closed({
  name,
  packages,
  maxBytes: { type: 'integer', minimum: 1, description: 'a number of bytes from 1' },
});
const prepare = {
  ...command,
  description: 'the path of a program of the packages from their root, and its arguments',
} as const;
const boot = closed({
  name,
  packages,
  prepare,
  args: texts,
  timeoutMs,
  expect: closed({ exit, aliveMs: timeoutMs, output }),
});
const probe = {
  ...closed({
    name,
    packages,
    prepare,
    args: texts,
    timeoutMs,
    http: {
      type: 'string',
      pattern: '^http://(127\\.0\\.0\\.1|localhost):[0-9]+/',
      maxLength: 1_000,
      description: 'an address inside of the image, such as http://127.0.0.1:8080/',
    },
    exec: command,
    expect: closed({
      status: { type: 'integer', minimum: 100, maximum: 599, description: 'an HTTP status from 100 to 599' },
      exit,
      body: output,
      output,
    }),
  }),
  oneOf: [{ required: ['http'] }, { required: ['exec'] }],
};

export const tests = {
  type: 'array',
  maxItems: 50,
  description: 'a list of tests, such as [{ boot: {} }]',
  items: { minProperties: 1, maxProperties: 1, ...closed({ structure, boot, probe }) },
};
