import { beforeEach, expect, test, vi } from 'vitest';
import type { RunState } from '#shared/run-state';
import { summarize } from '../../../../extension/runs/summarize';
import type { ModelResult, RunSummary } from '../../../../extension/runs/summary';
import { EndNotice } from '../../../../extension/vscode/runs/end-notice';
import { sampleRecord } from '../../../runs/support';
import { commands, window } from '../fake-vscode';

vi.mock('vscode', () => import('../fake-vscode'));

const record = sampleRecord();
const panels = { inSight: false };
const training = { training: false, newest: { id: 'a', ...record } };
const run = summarize('a', { name: 'Run 1', pinned: false }, record);
let models: readonly ModelResult[];
let notice: EndNotice;

beforeEach(() => {
  vi.clearAllMocks();
  window.showInformationMessage.mockResolvedValue(undefined);
  window.state.focused = true;
  panels.inSight = false;
  ({ models } = run);
  const summary = (): RunSummary => ({ ...run, models });
  notice = new EndNotice(training, { refresh: () => Promise.resolve(), find: summary }, panels);
});

/** What is said when a run has come to its end, by itself or otherwise. */
async function saidAfter(end: Partial<RunState>): Promise<unknown[]> {
  training.newest = { id: 'a', ...record, state: { ...record.state, seconds: 61, ...end } };
  training.training = true;
  notice.stateChanged();
  training.training = false;
  notice.stateChanged();
  // Whoever clears an error changes the state, too, but ends nothing.
  notice.stateChanged();
  await new Promise((resolve) => setTimeout(resolve));
  return window.showInformationMessage.mock.calls.map(([text]) => text);
}

test('a long run that ends while one looks elsewhere is told once, with its best network', async () => {
  expect(await saidAfter({})).toEqual([
    'Run 1 has finished: cnn-big is best, with 98.36% of the test images right.',
  ]);
});

test('a run of one network is told by its result, one without a result by its end', async () => {
  models = models.slice(0, 1);
  expect(await saidAfter({})).toEqual(['Run 1 has finished: 53.03% of the test images right.']);
  window.showInformationMessage.mockClear();
  models = [];
  expect(await saidAfter({})).toEqual(['Run 1 has finished.']);
});

test('a network that has diverged is told as one, and has no accuracy', async () => {
  const [mlp, cnn, big] = models as [ModelResult, ModelResult, ModelResult];
  const diverged = (of: ModelResult): ModelResult => ({
    ...of,
    accuracy: null,
    diverged: true,
  });
  const said = async (...of: ModelResult[]): Promise<unknown> => {
    models = of;
    window.showInformationMessage.mockClear();
    return (await saidAfter({}))[0];
  };
  expect(await said(diverged(mlp))).toBe('Run 1 has finished: its network has diverged.');
  expect(await said(diverged(mlp), diverged(cnn))).toBe(
    'Run 1 has finished: its networks have diverged.',
  );
  // "Best" says nothing of one that is left.
  expect(await said(diverged(mlp), cnn)).toBe(
    'Run 1 has finished: cnn has 78.35% of the test images right. Diverged: mlp.',
  );
  expect(await said(mlp, cnn, diverged(big))).toBe(
    'Run 1 has finished: cnn is best, with 78.35% of the test images right. Diverged: cnn-big.',
  );
});

test('a panel in sight says it already, but not in a window that one has left', async () => {
  panels.inSight = true;
  expect(await saidAfter({})).toEqual([]);
  window.state.focused = false;
  expect(await saidAfter({})).toHaveLength(1);
});

test.each<Partial<RunState>>([
  { seconds: 59 },
  { seconds: null },
  { status: 'stopped' },
  { status: 'failed' },
])('nothing is said of a run that ended with %j', async (end) => {
  expect(await saidAfter(end)).toEqual([]);
});

test('the run is one click away', async () => {
  window.showInformationMessage.mockImplementation((_, action) => Promise.resolve(action));
  await saidAfter({});
  expect(commands.executeCommand.mock.calls).toEqual([['mnistLab.openRun', 'a']]);
});
