import { PluginError, type Project } from '@quench/plugin-sdk';

/** The one manifest of this ecosystem: a package name per line, `#` starts a comment. */
export const MANIFEST = 'packages.txt';

const NAME = /^[a-z0-9][a-z0-9+.-]{0,254}$/;
const MOST_NAMES = 10_000;

/**
 * The names that a project asks for, each once, in its order.
 * @throws PluginError `malformed-input` with the line
 */
export function readManifest(project: Project): readonly string[] {
  const text = project.get(MANIFEST);
  if (text === undefined) throw malformed(`it has no ${MANIFEST}`);
  const names = new Set<string>();
  for (const [number, line] of text.split('\n').entries()) {
    const name = line.replace(/#.*$/, '').trim();
    if (name === '') continue;
    if (!NAME.test(name)) {
      throw malformed(`line ${number + 1} of ${MANIFEST} is "${name.slice(0, 60)}"; expected one package name`);
    }
    names.add(name);
  }
  if (names.size > MOST_NAMES) throw malformed(`${MANIFEST} has more than ${MOST_NAMES} names`);
  return [...names];
}

const malformed = (what: string): PluginError =>
  new PluginError('malformed-input', `the project cannot be read: ${what}`);
