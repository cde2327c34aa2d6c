/** A figure reads the same wherever a person meets it: in panel, list, status bar and report. */
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { fairnessSentence } from '../../../extension/shared/fairness';
import { useLocale } from '../../../extension/shared/format';
import { progressOf } from '../../../extension/shared/progress';
import { useLanguage } from '../../../extension/platform/language';
import { summarize } from '../../../extension/runs/summarize';
import { report } from '../../../extension/runs/report';
import { description } from '../../../extension/vscode/runs/run-words';
import { EndNotice } from '../../../extension/vscode/runs/end-notice';
import { StatusBar } from '../../../extension/vscode/training/status-bar';
import { formatDone, formatLoss, formatPercent } from '../../../webview/format';
import { announcement, statusText } from '../../../webview/views/shell/status';
import { sampleRecord } from '../../runs/support';
import { fold, panelWith } from '../../webview/fold';
import { sampleEvents } from '../../webview/sample-run';
import { env, statusBarItems, window } from './fake-vscode';

vi.mock('vscode', () => import('./fake-vscode'));

const record = sampleRecord();
const { run, evaluations, epochs } = record.state;
const summary = summarize('a', { name: 'Run 1', pinned: false }, record);

afterEach(() => {
  env.language = 'en';
  useLanguage({ locale: 'en', texts: {} });
});

describe.each([
  ['en', { accuracy: '98.36%', share: '98.4%', loss: '2.4', count: '135,160', done: '12%' }],
  [
    'de',
    {
      accuracy: '98,36\u00a0%',
      share: '98,4\u00a0%',
      loss: '2,4',
      count: '135.160',
      done: '12\u00a0%',
    },
  ],
])('in %s', (locale, figures) => {
  beforeEach(() => {
    useLocale(locale);
  });

  test('an accuracy is the same in panel, list, report and the word at the end', async () => {
    expect(formatPercent(evaluations['cnn-big']!.accuracy)).toBe(figures.accuracy);
    expect(description(summary, run.startedAt)).toContain(figures.accuracy);
    expect(report('Run 1', record, {})).toContain(
      `| cnn-big | 35${figures.count[3]}630 | ${figures.accuracy} |`,
    );
    const training = { training: true, newest: { id: 'a', ...record } };
    training.newest = { ...training.newest, state: { ...record.state, seconds: 61 } };
    const history = { refresh: () => Promise.resolve(), find: () => summary };
    const notice = new EndNotice(training, history, { inSight: false });
    notice.stateChanged();
    training.training = false;
    notice.stateChanged();
    await vi.waitFor(() => {
      expect(window.showInformationMessage.mock.lastCall?.[0]).toContain(figures.accuracy);
    });
    // In a sentence that is heard, a decimal less.
    expect(announcement(panelWith(record.state, false))).toContain(figures.share);
  });

  test('a loss is the same in panel and report, however small', () => {
    for (const { id } of run.models) {
      const written = formatLoss(epochs.at(-1)!.losses[id]);
      expect(report('Run 1', record, {})).toContain(` ${written} |`);
    }
    const first = formatLoss(epochs[0]!.losses.mlp);
    expect(first.startsWith(figures.loss)).toBe(true);
  });

  test('how much of a run is done is the same in panel and status bar', () => {
    const events = sampleEvents({ epochs: 2000, batchesPerEpoch: 3 });
    const place = events.findIndex((event) => event.type === 'batch' && event.epoch === 241);
    const bar = new StatusBar({ training: true, paused: false, stopping: false });
    bar.events(events.slice(0, place + 1));
    const item = statusBarItems.at(-1)!;
    expect(item.text).toContain(`MNIST ${figures.done}`);
    const state = fold(events.slice(0, place + 1));
    expect(formatDone(progressOf(state)!.percent)).toBe(figures.done);
    const epoch = statusText(panelWith(state, true));
    expect(epoch).toBe(`Epoch 241 of 2${figures.count[3]}000`);
    expect(item.tooltip?.value.toLowerCase()).toContain(epoch.toLowerCase());
  });

  test('seconds and counts are the same in panel and report', () => {
    const written = report('Run 1', record, {});
    expect(written).toContain(`| mlp | ${figures.count} |`);
    expect(written).toContain(
      fairnessSentence(run.comparison!).replaceAll('-', '\\-').slice(0, 20),
    );
    expect(fairnessSentence(run.comparison!)).toContain(figures.count);
  });
});

test('the host takes the language that the editor has', async () => {
  env.language = 'de';
  await import('../../../extension/vscode/l10n');
  expect(formatPercent(0.8709)).toBe('87,09\u00a0%');
});
