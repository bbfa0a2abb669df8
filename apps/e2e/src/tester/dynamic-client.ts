import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { MiniPackage } from '@quench/testing';

/** Asks 127.0.0.1:8080 once and says what comes back. */
const LIBRARY = `
#include <arpa/inet.h>
#include <stdio.h>
#include <unistd.h>
int ask(void) {
  char text[2000];
  struct sockaddr_in at = { .sin_family = AF_INET, .sin_port = htons(8080) };
  at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  int peer = socket(AF_INET, SOCK_STREAM, 0), length;
  if (connect(peer, (struct sockaddr *)&at, sizeof at)) return 7;
  if (write(peer, "GET / HTTP/1.0\\r\\n\\r\\n", 18) < 0) return 8;
  while ((length = read(peer, text, sizeof text)) > 0) fwrite(text, 1, length, stdout);
  return 0;
}
`;
const PROGRAM = 'int ask(void); int main(void) { return ask(); }';

/** A client with a library of its own, which needs a loader and the C library; and a script for it. Needs gcc. */
export function dynamicClient(depends: string): MiniPackage {
  const folder = mkdtempSync(join(tmpdir(), 'dynamic-client-'));
  const gcc = (...args: readonly string[]): unknown => execFileSync('gcc', args, { cwd: folder, stdio: 'pipe' });
  try {
    writeFileSync(join(folder, 'library.c'), LIBRARY);
    writeFileSync(join(folder, 'program.c'), PROGRAM);
    gcc('-shared', '-fPIC', '-Os', '-Wl,-soname,libask.so.1', '-o', 'libask.so.1', 'library.c');
    gcc('-Os', '-o', 'ask', 'program.c', '-L.', '-l:libask.so.1');
    return {
      ...{ name: 'ask', version: '1.0-1', architecture: 'amd64', fields: { Depends: depends } },
      files: {
        'usr/bin/ask': { content: readFileSync(join(folder, 'ask')), mode: 0o755 },
        'usr/lib/x86_64-linux-gnu/libask.so.1': readFileSync(join(folder, 'libask.so.1')),
        // An image would not get it: it has no env.
        'usr/bin/ask-by-script': { content: '#!/usr/bin/env ask\n', mode: 0o755 },
      },
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
