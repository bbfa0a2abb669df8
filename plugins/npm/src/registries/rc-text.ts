/** A setting of npm, from an rc file or the environment. */
export interface Setting {
  readonly key: string;
  /** As written: variables stand there as `${NAME}`. */
  readonly value: string;
  /** The beginning of the line up to its value; undefined where what follows is more than the value. */
  readonly after: string | undefined;
}

const LINE = /^([^=]+?)\s*=(.*)$/;

/**
 * The settings of a text in npm's ini format, in their order. Sections, flags without a value and what npm passes over is
 * passed over.
 */
export function readRc(text: string): readonly Setting[] {
  const settings: Setting[] = [];
  for (const raw of text.split(/[\r\n]+/)) {
    const line = raw.trim();
    // Keys of a section are no settings of npm, and no section ends.
    if (/^\[[^\]]*\]$/.test(line)) break;
    const [, key, rest] = /^[;#]/.test(line) ? [] : (LINE.exec(line) ?? []);
    if (key === undefined || rest === undefined) continue;
    const value = plainValue(rest.trim());
    const whole = value === rest.trim() || /^(["']).*\1$/.test(rest.trim());
    settings.push({ key: plainValue(key), value, after: whole ? line.slice(0, line.length - rest.length) : undefined });
  }
  return settings;
}

/** Without quotes, or up to a `;` or `#` that no backslash stands before. */
function plainValue(text: string): string {
  const quoted = /^(["'])(.*)\1$/.exec(text);
  if (quoted !== null) return quoted[2] ?? '';
  const bare = /^(?:\\.|[^;#\\])*/.exec(text)?.[0] ?? '';
  return bare.replace(/\\([\\;#])/g, '$1').trim();
}

const VARIABLE = /(?<!\\)\$\{([^${}?]+)(\?)?\}/g;

/** A text with variables in their place; one that is not set stays as it stands, or is empty with `?` behind its name. */
export const expand = (text: string, env: Readonly<Record<string, string>>): string =>
  text.replace(VARIABLE, (whole, name: string, orEmpty?: string) => env[name] ?? (orEmpty === undefined ? whole : ''));

/** The names of the variables in a text. */
export const variablesIn = (text: string): readonly string[] =>
  [...text.matchAll(VARIABLE)].map(([, name = '']) => name);

/** Whether a setting holds a secret, or the name that belongs to one. */
export const isSecret = ({ key }: Pick<Setting, 'key'>): boolean =>
  /(?:^|:)(?:_auth|_authToken|_password|username|email|certfile|keyfile)$/.test(key);
