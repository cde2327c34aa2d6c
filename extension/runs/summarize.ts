import { balanceOf } from '#shared/balance';
import { resultOf } from '#shared/result';
import { settingsOf } from './changes';
import type { RunRecord } from './record';
import type { RunSummary } from './summary';

/** What the list shows of a run. */
export function summarize(
  id: string,
  { name, pinned }: Pick<RunSummary, 'name' | 'pinned'>,
  { config, state }: RunRecord,
): RunSummary {
  const { status, run, seconds } = state;
  return {
    id,
    name,
    pinned,
    status,
    startedAt: run.startedAt,
    dataset: run.dataset.name,
    epochs: run.config.epochs,
    seed: run.config.seed,
    settings: settingsOf({ config }),
    seconds,
    models: run.models.map(({ id }) => {
      const { accuracy, diverged, of, part, confusion } = resultOf(state, id)!;
      if (diverged) return { id, accuracy, diverged };
      const balance = confusion && balanceOf(confusion);
      return {
        ...{ id, accuracy },
        ...(balance === null ? {} : { balanced: balance.accuracy }),
        ...(of?.kind === 'best' ? { bestEpoch: of.epoch } : {}),
        ...(part === 'validation' && accuracy !== null ? { part } : {}),
      };
    }),
  };
}
