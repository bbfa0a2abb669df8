import { STEPS } from '@quench/contracts';
import { BRINGS } from './update-rules.js';
import { closed, packageName } from './schema-parts.js';

const span = {
  type: 'string',
  pattern: '^(?:0|[1-9][0-9]{0,2})[dh]$',
  description: 'a time in days or hours, such as 3d or 12h',
} as const;
const day = {
  type: 'string',
  pattern: '^\\d{4}-\\d{2}-\\d{2}$',
  description: 'a day such as 2026-12-20',
} as const;
const growth = {
  type: 'string',
  pattern: '^[1-9][0-9]{0,3}%$',
  description: 'a growth such as 50%',
} as const;
const holdRule = {
  if: { type: 'object' },
  then: { ...closed({ package: packageName, growth }), minProperties: 1, maxProperties: 1 },
  else: { enum: [...STEPS, ...BRINGS.keys()] },
};

/** What may be said of updates, of one image and of all. */
export const updateRuleKeys = {
  hold: {
    type: 'array',
    items: holdRule,
    maxItems: 200,
    uniqueItems: true,
    description:
      'a list of sizes of steps, of packages and of what an update brings, such as [major, { package: nginx }, new-setuid]',
  },
  pass: {
    type: 'array',
    items: packageName,
    maxItems: 200,
    uniqueItems: true,
    description: 'a list of names of packages, such as [tzdata]',
  },
  cooldown: span,
  freeze: {
    type: 'array',
    items: closed({ from: day, to: day }, ['from', 'to']),
    maxItems: 50,
    description: 'a list of windows, such as [{ from: 2026-12-20, to: 2027-01-03 }]',
  },
  decideWithin: span,
} as const;

/** The published shape of `policy.yaml` in a catalog folder (JSON Schema, draft 7). */
export const policySchema = {
  $schema: 'http://json-schema.org/draft-07/schema#',
  title: 'Quench catalog policy',
  description: 'a policy: keys such as hold and cooldown',
  ...closed(updateRuleKeys),
};
