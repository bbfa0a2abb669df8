const text = { type: 'string', minLength: 1, maxLength: 1_000 } as const;
const absolutePath = { type: 'string', pattern: '^/[^\\0]*$', maxLength: 4_096 } as const;
const packageName = { type: 'string', pattern: '^[a-z0-9][a-z0-9+.-]+$', maxLength: 200 } as const;
const id = { type: 'integer', minimum: 0, maximum: 65_533 } as const;
const texts = { type: 'array', items: { type: 'string', maxLength: 4_096 }, maxItems: 200 } as const;
const packages = { type: 'array', items: packageName, maxItems: 500, uniqueItems: true } as const;
const timeoutMs = { type: 'integer', minimum: 100, maximum: 600_000, description: 'Milliseconds.' } as const;
const name = { type: 'string', pattern: '^[a-z0-9][a-z0-9-]*$', maxLength: 60 } as const;
const output = { ...text, description: 'A regular expression that the output must match.' } as const;

const closed = (properties: object, required: readonly string[] = []): object => ({
  type: 'object',
  additionalProperties: false,
  properties,
  required,
});
const map = (values: object, names: object = {}): object => ({
  type: 'object',
  additionalProperties: values,
  propertyNames: names,
  maxProperties: 500,
});

const structure = closed({ name, packages, maxBytes: { type: 'integer', minimum: 1 } });
const boot = closed({
  name,
  packages,
  args: texts,
  timeoutMs,
  expect: closed({ exit: { type: 'integer', minimum: 0, maximum: 255 }, aliveMs: timeoutMs, output }),
});
const probe = {
  ...closed({
    name,
    packages,
    args: texts,
    timeoutMs,
    http: { type: 'string', pattern: '^http://(127\\.0\\.0\\.1|localhost):[0-9]+/', maxLength: 1_000 },
    exec: { ...texts, minItems: 1 },
    expect: closed({
      status: { type: 'integer', minimum: 100, maximum: 599 },
      exit: { type: 'integer', minimum: 0, maximum: 255 },
      body: output,
      output,
    }),
  }),
  oneOf: [{ required: ['http'] }, { required: ['exec'] }],
};

/** The published shape of a definition file (JSON Schema, draft 7). A key that is not enforced yet is not in it. */
export const definitionSchema = {
  $schema: 'http://json-schema.org/draft-07/schema#',
  title: 'Quench image definition',
  ...closed(
    {
      image: { ...name, pattern: '^[a-z0-9]+((\\.|_|__|-+)[a-z0-9]+)*$', description: 'The repository name.' },
      summary: text,
      distribution: {
        anyOf: [
          { type: 'string', pattern: '^[a-z]+/[a-z]+$' },
          closed(
            {
              release: { type: 'string', pattern: '^[a-z]+/[a-z]+$' },
              pockets: {
                type: 'array',
                items: { enum: ['release', 'updates', 'security'] },
                minItems: 1,
                uniqueItems: true,
              },
            },
            ['release'],
          ),
        ],
      },
      platforms: { type: 'array', items: { enum: ['linux/amd64'] }, minItems: 1, uniqueItems: true },
      packages: { ...packages, minItems: 1 },
      files: map(
        closed(
          {
            from: { ...text, description: 'A path in the catalog folder.' },
            mode: { type: 'string', pattern: '^0[0-7]{3}$' },
            user: text,
          },
          ['from'],
        ),
        absolutePath,
      ),
      env: map({ type: 'string', maxLength: 4_096 }, { pattern: '^[A-Za-z_][A-Za-z0-9_]*$' }),
      workdir: absolutePath,
      accounts: map(closed({ uid: id, gid: id, home: absolutePath }, ['uid']), { pattern: '^[a-z_][a-z0-9_-]{0,31}$' }),
      volumes: { type: 'array', items: absolutePath, maxItems: 50, uniqueItems: true },
      run: closed(
        {
          entrypoint: { ...texts, minItems: 1 },
          cmd: texts,
          user: text,
          ports: { type: 'array', items: { type: 'integer', minimum: 1, maximum: 65_535 }, maxItems: 50 },
          stopSignal: { type: 'string', pattern: '^SIG[A-Z0-9]+$' },
        },
        ['entrypoint'],
      ),
      labels: map({ type: 'string', maxLength: 4_096 }),
      owner: text,
      channels: { ...texts, minItems: 1 },
      tests: {
        type: 'array',
        maxItems: 50,
        items: { minProperties: 1, maxProperties: 1, ...closed({ structure, boot, probe }) },
      },
      policy: closed({
        waive: { type: 'array', maxItems: 50, items: closed({ test: name, reason: text }, ['test', 'reason']) },
      }),
    },
    ['image', 'summary', 'distribution', 'packages', 'channels'],
  ),
};
