import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { elfOf, type MiniPackage } from '@quench/testing';

/**
 * A server for one request after the other on 127.0.0.1:8080. It answers with what is in `/usr/share/hello/answer`, with
 * status 500 when that is "broken", and ends at SIGTERM.
 */
const SOURCE = `
#include <arpa/inet.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
static void stop(int signal) { _exit(0); }
int main(void) {
  char answer[200] = "", text[400], asked[4000];
  FILE *file = fopen("/usr/share/hello/answer", "r");
  if (!file || !fgets(answer, sizeof answer, file)) return 3;
  int broken = !strncmp(answer, "broken", 6);
  struct sockaddr_in at = { .sin_family = AF_INET, .sin_port = htons(8080) };
  at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  signal(SIGTERM, stop);
  signal(SIGPIPE, SIG_IGN);
  int listening = socket(AF_INET, SOCK_STREAM, 0), on = 1;
  setsockopt(listening, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  if (bind(listening, (struct sockaddr *)&at, sizeof at) || listen(listening, 16)) return 4;
  if (broken) fprintf(stderr, "hello: the table of greetings is damaged\\n");
  for (;;) {
    int peer = accept(listening, 0, 0);
    if (peer < 0) continue;
    if (read(peer, asked, sizeof asked) > 0) {
      int length = snprintf(text, sizeof text, "HTTP/1.0 %s\\r\\nContent-Length: %zu\\r\\n\\r\\n%s",
                            broken ? "500 Broken" : "200 OK", strlen(answer), answer);
      if (write(peer, text, length) < 0) perror("hello");
    }
    close(peer);
  }
}
`;

let compiled: Uint8Array | undefined;

/** The server as a static program; needs gcc and the static C library. */
export function helloProgram(): Uint8Array {
  if (compiled !== undefined) return compiled;
  const folder = mkdtempSync(join(tmpdir(), 'hello-program-'));
  try {
    writeFileSync(join(folder, 'hello.c'), SOURCE);
    execFileSync('gcc', ['-static', '-Os', '-s', '-w', '-o', 'hello', 'hello.c'], { cwd: folder, stdio: 'pipe' });
    compiled = readFileSync(join(folder, 'hello'));
    return compiled;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Each release with what it says that it fixes, newest first. */
type Changelog = readonly (readonly [version: string, text: string])[];

/** The changelog of a package as Debian writes it. */
export const changelogOf = (name: string, entries: Changelog): string =>
  entries
    .map(
      ([version, text]) =>
        `${name} (${version}) trixie; urgency=medium\n\n  * ${text}\n\n` +
        ` -- Nobody <nobody@archive.example>  Thu, 01 Jan 2026 00:00:00 +0000\n\n`,
    )
    .join('');

/** A program for images that are looked at and never run: no compiler is needed for it. */
const INERT = elfOf({ needed: [] });

/** What a release has besides its version. */
interface Also extends Partial<MiniPackage> {
  /** What the server answers; its version by default. */
  readonly answer?: string;
  /** Default: one that does nothing. */
  readonly program?: Uint8Array;
}

/** A release of the server. */
export function helloPackage(version: string, also: Also = {}): MiniPackage {
  const { answer = version, program = INERT, ...rest } = also;
  return {
    name: 'hello-server',
    version,
    architecture: 'amd64',
    changelog: changelogOf('hello-server', [[version, 'A release.']]),
    ...rest,
    files: {
      'usr/bin/hello-server': { content: program, mode: 0o755 },
      'usr/share/hello/answer': `${answer}\n`,
      ...rest.files,
    },
  };
}

/** A release whose image no tester approves: its program needs a library that is not there. */
export const incompletePackage = (version: string): MiniPackage =>
  helloPackage(version, { program: elfOf({ needed: ['libgone.so.1'] }) });
