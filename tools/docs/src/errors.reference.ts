import type { ErrorText } from './error-table.js';

/** Every error code with cause and remedy, as Markdown. */
export function errorsReference(codes: readonly string[], texts: Readonly<Record<string, ErrorText>>): string {
  const rows = codes.map((code) => `| \`${code}\` | ${texts[code]?.cause ?? ''} | ${texts[code]?.remedy ?? ''} |`);
  return `${[
    '# Errors',
    'Generated from the sources. Programs read the code, people the message; the exit code tells the kind.',
    ['| code | cause | remedy |', '| --- | --- | --- |', ...rows].join('\n'),
  ].join('\n\n')}\n`;
}
