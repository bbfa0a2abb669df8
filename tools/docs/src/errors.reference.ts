import { errorTable } from './error-table.js';

/** Every error code with cause and remedy, as Markdown. */
export function errorsReference(codes: ReadonlyMap<string, readonly string[]>): string {
  const rows = [...codes.keys()].map((code) => {
    const { cause = '', remedy = '' } = errorTable[code] ?? {};
    return `| \`${code}\` | ${cause} | ${remedy} |`;
  });
  return `${[
    '# Errors',
    'Generated from the sources. Programs read the code, people the message; the exit code tells the kind.',
    ['| code | cause | remedy |', '| --- | --- | --- |', ...rows].join('\n'),
  ].join('\n\n')}\n`;
}
