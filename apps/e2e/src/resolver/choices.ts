/** The paragraphs of `Packages` texts as far as a test asks which closures had a choice in them. */
export class Choices {
  readonly names: readonly string[];
  private readonly depends = new Map<string, string>();
  private readonly known: ReadonlySet<string>;

  constructor(texts: readonly string[]) {
    const names = new Set<string>();
    for (const paragraph of texts.flatMap((text) => text.split(/\n\n+/))) {
      const name = field(paragraph, 'Package');
      if (name === '') continue;
      names.add(name);
      const relations = `${field(paragraph, 'Pre-Depends')},${field(paragraph, 'Depends')}`;
      this.depends.set(`${name} ${field(paragraph, 'Version')}`, relations);
    }
    this.known = names;
    this.names = [...names].sort();
  }

  /** Whether a closure, as `name version`, depends on alternatives or on what is only provided. */
  in(closure: readonly string[]): boolean {
    return closure.some((version) => {
      const relations = this.depends.get(version) ?? '';
      return relations.includes('|') || relations.split(',').some((relation) => !this.isReal(relation));
    });
  }

  private isReal(relation: string): boolean {
    const name = /^\s*([^\s:(]+)/.exec(relation)?.[1];
    return name === undefined || this.known.has(name);
  }
}

const field = (paragraph: string, name: string): string =>
  new RegExp(`^${name}: (.*)$`, 'm').exec(paragraph)?.[1] ?? '';
