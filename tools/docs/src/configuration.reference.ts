import type { ClassSource, FieldSource } from './class-sources.js';

/** A configuration file that says something about every option of the whole factory. */
export const configurationExample = `pollIntervalMs: 60000
gatewayPort: 5000
threads: 4
notifications:
  - name: releases
    events: [distributor.ChannelMoved]
    to:
      webhook: { url: https://hooks.example/quench, secretFile: /etc/quench/hook.secret }
tracing:
  url: http://127.0.0.1:4318/v1/traces
archives:
  - ecosystem: deb
    base: https://packages.example/debian/
    suites: [trixie]
    keyFile: /etc/apt/keyrings/example.asc
    fingerprint: 0123 4567 89AB CDEF 0123 4567 89AB CDEF 0123 4567
`;

/** The class of the whole factory's options. */
const FACTORY = 'Configuration';
const IS_CONFIGURATION = /Configuration$/;

type Sources = ReadonlyMap<string, ClassSource>;

/** Every option of a configuration file with type, default and meaning, as Markdown. @param sources of its classes */
export function configurationReference(sources: Sources): string {
  const names = [...sources.keys()].filter((name) => IS_CONFIGURATION.test(name));
  const parts = new Set(names.flatMap((name) => partsOf(name, sources)));
  const services = names.filter((name) => name !== FACTORY && !parts.has(name)).sort();
  return `${[
    '# Configuration',
    'Generated from the sources. `--config FILE` names a YAML file; without one, every option of the factory has its default. An option that is not listed is refused, and so is a value that does not fit, with its name and what was expected.',
    `\`\`\`yaml\n${configurationExample}\`\`\``,
    'Archives, their keys, proxies, certificates and mirrors are those that the clients of this machine (apt, npm) are configured for. Where everything is kept is `--data DIR`.',
    "Events are kept in a PostgreSQL that Quench brings and starts. `QUENCH_DATABASE_URL=postgres://user:password@host:port/name` in the environment names another one, for every command on that data directory; see [the operator's guide](../guides/operator.md#a-postgresql-of-your-own).",
    '## The factory',
    ...options(FACTORY, sources),
    '## One service as a process of its own',
    ...services.flatMap((name) => [`### ${name}`, ...options(name, sources)]),
    '## Parts',
    ...[...parts].sort().flatMap((name) => [`### ${name}`, ...options(name, sources)]),
  ].join('\n\n')}\n`;
}

/** The classes that a class names: of its fields, and the one that it extends. */
function partsOf(name: string, sources: Sources): readonly string[] {
  const { parent, fields } = classOf(name, sources);
  const words = fields.flatMap(({ type }) => [...type.matchAll(/\b[A-Z]\w+\b/g)].map(([word]) => word));
  return [...words, ...(parent === undefined ? [] : [parent])].filter((word) => sources.has(word));
}

function options(name: string, sources: Sources): readonly string[] {
  const { text, parent, fields } = classOf(name, sources);
  const rows = fields.map((field) =>
    [`\`${field.name}\``, typeOf(field), initialOf(field), field.text].map((cell) => cell.replaceAll('|', '\\|')),
  );
  const table = rows.length === 0 ? [] : [['option', 'type', 'default', ''], ['---', '---', '---', '---'], ...rows];
  const also = parent === undefined ? [] : [`With the options of ${parent}.`];
  const lines = table.map((cells) => `| ${cells.join(' | ')} |`);
  return [[text, ...also].join(' '), lines.join('\n')].filter((part) => part !== '');
}

function classOf(name: string, sources: Sources): ClassSource {
  const found = sources.get(name);
  if (found === undefined) throw new RangeError(`no class ${name} in the sources of the configuration`);
  return found;
}

const initialOf = ({ initial, optional }: FieldSource): string => {
  if (initial !== undefined) return `\`${initial.replaceAll('_', '')}\``;
  return optional ? 'not set' : 'must be set';
};

function typeOf({ type, rules }: FieldSource): string {
  const whole = rules.includes('IsInt()') ? 'whole number' : type.replace(/^readonly /, '');
  return [whole, ...rules.flatMap(bound)].join(', ');
}

const WORDS: Readonly<Record<string, (argument: string) => string>> = {
  Min: (least) => `at least ${least.replaceAll('_', '')}`,
  Max: (most) => `at most ${most.replaceAll('_', '')}`,
  ArrayMinSize: (least) => `${least} or more`,
  ArrayMaxSize: (most) => `at most ${most}`,
  IsIn: (values) => `one of ${values.replaceAll(/[[\]']/g, '')}`,
  IsUrl: () => 'a URL',
  Matches: (pattern) => `like \`${pattern.replace(/, \{ .* \}$/, '')}\``,
};

/** A rule in words; what the type says already is not said again. */
function bound(rule: string): readonly string[] {
  const [, name = '', argument = ''] = /^(\w+)\((.*)\)$/s.exec(rule) ?? [];
  const words = WORDS[name];
  return words === undefined ? [] : [words(argument)];
}
