import type { FinishInput } from '@quench/plugin-sdk';

/** The programs that `update-alternatives` would link for each package; more are where its Java is. */
const PROGRAMS: Readonly<Record<string, readonly string[]>> = {
  jre: ['java', 'keytool'],
  jdk: ['jar', 'javac', 'javap', 'jcmd', 'jdeps', 'jlink', 'jshell'],
};
const DEFAULT = 'usr/lib/jvm/default-java';
const NAME = /^openjdk-(\d+)-(jre|jdk)-headless$/;

/**
 * Links to the newest Java of an image, as path and target: those that scripts would choose between several, and
 * `default-java`, where a Java lies whatever its version and architecture, unless a package has it.
 */
export function javaLinks(packages: FinishInput['packages']): readonly (readonly [path: string, target: string])[] {
  const found = packages.flatMap(({ name, architecture }) => {
    const [, version, kind = ''] = NAME.exec(name) ?? [];
    return version === undefined ? [] : [{ version: Number(version), kind, architecture }];
  });
  const newest = Math.max(...found.map(({ version }) => version));
  const links = found
    .filter(({ version }) => version === newest)
    .flatMap(({ version, kind, architecture }) => {
      const home = `java-${String(version)}-openjdk-${architecture}`;
      const programs = (PROGRAMS[kind] ?? []).map(
        (program) => [`usr/bin/${program}`, `../lib/jvm/${home}/bin/${program}`] as const,
      );
      return [[DEFAULT, home] as const, ...programs];
    });
  const isOfPackage = packages.some(({ name }) => name === 'default-jre-headless');
  return [...new Map(links)].filter(([path]) => path !== DEFAULT || !isOfPackage);
}
