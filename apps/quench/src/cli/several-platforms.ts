/** ` (linux/amd64, linux/arm64)` of what is for several platforms, nothing of what is for one. */
export const severalPlatforms = (platforms: readonly string[]): string =>
  platforms.length < 2 ? '' : ` (${platforms.join(', ')})`;
