/** An ar archive as dpkg-deb writes it. */
export function writeAr(members: readonly { readonly name: string; readonly content: Uint8Array }[]): Uint8Array {
  return Buffer.concat([
    Buffer.from('!<arch>\n'),
    ...members.flatMap(({ name, content }) => [
      Buffer.from(
        [name.padEnd(16), '0'.padEnd(12), '0'.padEnd(6), '0'.padEnd(6), '100644'.padEnd(8)].join('') +
          `${String(content.length).padEnd(10)}\`\n`,
        'latin1',
      ),
      content,
      Buffer.alloc(content.length % 2, '\n'),
    ]),
  ]);
}
