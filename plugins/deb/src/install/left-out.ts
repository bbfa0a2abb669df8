import type { Taken } from '@quench/plugin-sdk';

/**
 * Paths that an image does without, relative to its root and with everything below them. What a pattern ends in `/*`
 * for stays itself and loses its contents. Changing a line changes bytes: raise `filterVersion`.
 */
const NEVER: readonly string[] = [
  'usr/share/{man,info,locale,lintian,bug,bash-completion,zsh,fish,menu,linda,doc-base,debconf,apport,pixmaps,icons}',
  'usr/share/{applications,metainfo,initramfs-tools,systemd,vim,base-files}',
  'usr/lib/{systemd,init,lsb,tmpfiles.d,sysusers.d,udev}',
  'usr/games',
  'etc/{init.d,init,rc*.d,insserv*,cron*,logrotate.d,update-motd.d,pam.d,security,ufw,systemd}',
  'var/{log,cache,backups,mail,spool}/*',
  '{dev,proc,sys}/*',
  // Points at a file that only an installed system has.
  'usr/share/zoneinfo/localtime',
  // Points into a package of sources.
  'usr/lib/jvm/*/lib/src.zip',
];

/** Paths that one builds and looks around with, and that nothing needs to run. */
const TO_BUILD: readonly string[] = [
  'usr/share/{perl,perl5}',
  'usr/lib/*/gconv',
  'usr/{include,src}',
  'etc/{apt,bash_completion.d,default,profile,profile.d,skel}',
  // A link of one package to a script of another, which `env` would start.
  'usr/bin/pygettext3*',
  'usr/{bin,sbin}/{sh,bash,dash,rbash,zsh,csh,ksh,busybox,dpkg*,apt*,perl*}',
];

const expression = (patterns: readonly string[]): RegExp =>
  new RegExp(`^(?:${patterns.map(toExpression).join('|')})(?:/|$)`);
const EXPRESSIONS: Readonly<Record<Taken, RegExp>> = {
  'to-run': expression([...NEVER, ...TO_BUILD]),
  'to-build': expression(NEVER),
};
const DOC = /^usr\/share\/doc\/[^/]+\/(.+)$/;

/** Whether a path, after the rewriting of `mergedPath`, is left out. */
export function isLeftOut(path: string, taken: Taken): boolean {
  const doc = DOC.exec(path);
  return doc !== null ? doc[1] !== 'copyright' : EXPRESSIONS[taken].test(path);
}

/** `*` stands for anything but `/`; as a whole last part for at least one name; `{a,b}` for either. */
function toExpression(pattern: string): string {
  return pattern
    .replace(/\./g, '\\.')
    .replace(/\/\*$/, '/[^/]+')
    .replace(/\*/g, '[^/]*')
    .replace(/\{/g, '(?:')
    .replace(/\}/g, ')')
    .replace(/,/g, '|');
}
