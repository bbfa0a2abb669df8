import { createInterface } from 'node:readline';

/** The modules of the program that run one command line. */
interface Cli {
  readonly program: (context: unknown, words: readonly string[]) => Promise<unknown>;
  readonly localContext: unknown;
  readonly runProgram: (root: unknown, argv: readonly string[]) => Promise<void>;
}

const compiled = new URL('../../../quench/dist/cli/', import.meta.url);

async function cli(): Promise<Cli> {
  await import('reflect-metadata');
  const files = ['program.js', 'local-context.js', 'run-program.js'];
  const modules = await Promise.all(files.map((file) => import(new URL(file, compiled).href) as Promise<Partial<Cli>>));
  return Object.assign({}, ...modules) as Cli;
}

interface CommandLine {
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

/** Reads command lines as JSON, a line each, and answers each with its code and what it said on both streams. */
async function serve({ program, localContext, runProgram }: Cli): Promise<void> {
  const answer = process.stdout.write.bind(process.stdout);
  for await (const line of createInterface({ input: process.stdin })) {
    const said = { out: '', err: '' };
    process.stdout.write = (text) => ((said.out += String(text)), true);
    process.stderr.write = (text) => ((said.err += String(text)), true);
    process.exitCode = 0;
    const { args, env } = JSON.parse(line) as CommandLine;
    for (const name of Object.keys(process.env)) if (!(name in env)) Reflect.deleteProperty(process.env, name);
    Object.assign(process.env, env);
    await runProgram(await program(localContext, args), args);
    answer(`${JSON.stringify({ code: process.exitCode, ...said })}\n`);
    // A command line listens until its process ends, which this one does not.
    process.stdout.removeAllListeners('error');
    for (const name of ['SIGINT', 'SIGTERM']) process.removeAllListeners(name);
  }
}

await serve(await cli());
