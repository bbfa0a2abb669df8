/** What the plugin uses of `semver`, which comes without types. */
declare module 'semver' {
  interface SemVer {
    readonly major: number;
    readonly minor: number;
    readonly patch: number;
    readonly prerelease: readonly (string | number)[];
    readonly version: string;
  }
  const semver: {
    /** Undefined is never answered: `null` is what the library says for text that is no version. */
    parse(version: string): SemVer | null;
    compare(a: string, b: string): -1 | 0 | 1;
    satisfies(version: string, range: string, options: { readonly includePrerelease: boolean }): boolean;
  };
  export default semver;
}
