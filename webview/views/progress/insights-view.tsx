import { useMemo } from 'preact/hooks';
import type { RunState } from '#shared/run-state';
import { Icon } from '../../render/icon';
import { type Insight, insightsKey, insightsOf } from './insights';
import { strings } from './strings';

const warnings: readonly Insight['kind'][] = ['diverged', 'rising', 'guessing', 'overfitting'];

/** What the curves say, in sentences: what is wrong apart from what is good to know. */
export function useInsights(state: RunState): { warnings: Insight[]; others: Insight[] } {
  // The key changes when there can be news.
  return useMemo(() => {
    const insights = insightsOf(state);
    const isWarning = ({ kind }: Insight): boolean => warnings.includes(kind);
    return {
      warnings: insights.filter(isWarning),
      others: insights.filter((insight) => !isWarning(insight)),
    };
  }, [insightsKey(state)]);
}

interface InsightsProps {
  readonly insights: readonly Insight[];
  readonly warning: boolean;
}

export function Insights({ insights, warning }: InsightsProps) {
  if (insights.length === 0) return null;
  return (
    <ul
      class={warning ? 'insights warnings' : 'insights'}
      aria-label={warning ? strings.warnings : strings.insights}
    >
      {insights.map(({ kind, text }) => (
        <li key={kind + text}>
          <Icon name={warning ? 'warning' : 'info'} />
          {text}
        </li>
      ))}
    </ul>
  );
}
