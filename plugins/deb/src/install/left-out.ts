/**
 * Paths that an image does without, relative to its root and with everything below them. What a pattern ends in `/*`
 * for stays itself and loses its contents. Changing a line changes bytes: raise `filterVersion`.
 */
const PATTERNS: readonly string[] = [
  'usr/share/{man,info,locale,lintian,bug,bash-completion,zsh,fish,menu,linda,doc-base,debconf,apport,pixmaps,icons}',
  'usr/share/{applications,metainfo,initramfs-tools,systemd,perl,perl5,vim,base-files}',
  'usr/lib/{systemd,*/gconv,init,lsb,tmpfiles.d,sysusers.d,udev}',
  'usr/{games,include,src}',
  'etc/{init.d,init,rc*.d,insserv*,default,cron*,logrotate.d,profile.d,skel,update-motd.d,apt,pam.d,security,ufw}',
  'etc/{bash_completion.d,profile,systemd}',
  'usr/{bin,sbin}/{sh,bash,dash,rbash,zsh,csh,ksh,busybox,dpkg*,apt*,perl*}',
  'var/{log,cache,backups,mail,spool}/*',
  '{dev,proc,sys}/*',
  // Points at a file that only an installed system has.
  'usr/share/zoneinfo/localtime',
];

const EXPRESSION = new RegExp(`^(?:${PATTERNS.map(toExpression).join('|')})(?:/|$)`);
const DOC = /^usr\/share\/doc\/[^/]+\/(.+)$/;

/** Whether a path, after the rewriting of `mergedPath`, is left out. */
export function isLeftOut(path: string): boolean {
  const doc = DOC.exec(path);
  return doc !== null ? doc[1] !== 'copyright' : EXPRESSION.test(path);
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
