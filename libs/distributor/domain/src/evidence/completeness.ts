import type { CompleteRecords, Obstacle, Records } from './evidence.js';

/** The records when each is there and says yes; else what is missing. */
export function complete(records: Records): { readonly records: CompleteRecords } | { readonly missing: Obstacle } {
  const { head, built, rules, verdict } = records;
  if (head === undefined || rules === undefined) return missing('no-lock', 'No inputs were resolved for it yet');
  if (rules.retired) return missing('definition-retired', 'Its definition is no longer in the catalog');
  const revision = `revision ${String(head.revision)}`;
  if (built === undefined) return missing('not-built', `${revision} is not built yet`);
  if (rules.plan === '') return missing('plan-not-locked', 'Its test plan is not locked yet');
  if (verdict === undefined) return missing('not-tested', `${revision} has no verdict for the current plan and policy`);
  if (!verdict.approved) {
    return missing('image-rejected', `${revision} was rejected: ${verdict.failing.slice(0, 5).join(', ')}`);
  }
  return { records: { head, built, rules, verdict } };
}

const missing = (code: string, detail: string): { readonly missing: Obstacle } => ({ missing: { code, detail } });
