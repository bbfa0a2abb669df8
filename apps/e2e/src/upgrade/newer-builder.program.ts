/** The builder as it is shipped, but of a version that writes newer images. Takes the options of any service. */
import 'reflect-metadata';
import type { Provider, ValueProvider } from '@nestjs/common';
import { ProductVersion } from '@quench/builder-feature';
import { runService, type ServiceProgram } from '@quench/platform/service-process';
import { ImageAssembler } from '@quench/ports';
import { NewerAssembler } from './newer-assembler.js';

const version = '9.0.0';
const shipped = new URL('../../../builder/dist/program.js', import.meta.url).href;
const { builder } = (await import(shipped)) as { readonly builder: ServiceProgram };

function newer(provider: Provider): Provider {
  const { provide, useValue } = provider as ValueProvider<unknown>;
  if (provide === ProductVersion) return { provide, useValue: { text: version } };
  return provide === ImageAssembler ? { provide, useValue: new NewerAssembler(useValue as ImageAssembler) } : provider;
}

const program: ServiceProgram = {
  ...builder,
  version,
  async parts(given) {
    const parts = await builder.parts(given);
    return { ...parts, providers: parts.providers.map(newer) };
  },
};

process.exit(await runService(program, process.argv.slice(2)));
