/** The entry of the thread as a source: specs run from sources. */
export const threadEntry = {
  url: new URL('./contents.worker.ts', import.meta.url),
  execArgv: ['--import', '@swc-node/register/esm-register', '--conditions=@quench/source'],
};
