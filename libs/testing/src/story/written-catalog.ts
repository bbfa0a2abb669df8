/**
 * A catalog folder, a file per image. What a definition does not say is filled in: one pocket, and one package that is
 * named like the image.
 * @param assets texts by path
 */
export function writtenCatalog(
  images: Readonly<Record<string, object>>,
  assets: Readonly<Record<string, string>> = {},
): {
  readonly definitions: ReadonlyMap<string, string>;
  readonly assets: ReadonlyMap<string, Uint8Array>;
  readonly others: readonly string[];
} {
  const distribution = { release: 'debian/trixie', pockets: ['release'] };
  return {
    definitions: new Map(
      Object.entries(images).map(([image, said]) => {
        const rest = { summary: `The image ${image}`, distribution, packages: [image], channels: ['latest'] };
        return [`${image}.yaml`, JSON.stringify({ image, ...rest, ...said })];
      }),
    ),
    assets: new Map(Object.entries(assets).map(([path, text]) => [path, Buffer.from(text)])),
    others: [],
  };
}
