/** Names that are looked at in one question: who asks the thread for others meanwhile waits for them, about a millisecond. */
const AT_ONCE = 256;

/** What is said to each of `names`, in their order. @param look answers some of them, one by one */
export async function someAtATime<Name, Answer>(
  names: readonly Name[],
  look: (some: readonly Name[]) => Promise<readonly Answer[]>,
): Promise<readonly Answer[]> {
  const answers: Answer[] = [];
  for (let at = 0; at < names.length; at += AT_ONCE) answers.push(...(await look(names.slice(at, at + AT_ONCE))));
  return answers;
}
