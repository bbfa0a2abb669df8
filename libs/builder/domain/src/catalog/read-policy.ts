import type { Problem } from './problem.js';
import { readYaml } from './read-yaml.js';
import { schemaProblems } from './schema-problems.js';
import { updateRuleMistakes, type WrittenUpdateRules } from './update-rules.js';

/** Files at the top of a catalog folder that are no definitions but say what holds for all of them. */
const POLICY_FILES: readonly string[] = ['policy.yaml', 'policy.yml'];

export const isPolicyFile = (file: string): boolean => POLICY_FILES.includes(file);

/** What a catalog says of the updates of all images; nothing where anything is wrong with it. */
export function readPolicy(texts: ReadonlyMap<string, string>): {
  readonly rules: WrittenUpdateRules;
  readonly problems: readonly Problem[];
} {
  const [file, other] = POLICY_FILES.filter((name) => texts.has(name));
  if (file === undefined) return { rules: {}, problems: [] };
  const second = other === undefined ? [] : [{ file: other, line: 1, message: `${file} is there, too; expected one` }];
  const yaml = readYaml(file, texts.get(file) ?? '');
  if (!('line' in yaml)) return { rules: {}, problems: [...yaml, ...second] };
  const shape = schemaProblems(yaml, 'policy');
  const written = yaml.value as WrittenUpdateRules;
  const mistakes = shape.problems.length > 0 ? [] : updateRuleMistakes(written, []);
  const meant = mistakes.map(([path, message]) => ({ file, line: yaml.line(path), message }));
  const problems = [...shape.problems, ...meant, ...second];
  return { rules: problems.length > 0 ? {} : written, problems };
}
