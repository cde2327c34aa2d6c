import { beforeEach, describe, expect, test, vi } from 'vitest';
import { interruptedRun, offerToContinue } from '../../../../extension/vscode/runs/continue-offer';
import type { RunSummary } from '../../../../extension/runs/summary';

const vscode = vi.hoisted(() => ({
  window: { showInformationMessage: vi.fn() },
  commands: { executeCommand: vi.fn() },
  l10n: { t: (text: string, ...args: string[]) => text.replace('{0}', args[0] ?? '') },
}));
vi.mock('vscode', () => vscode);

const run = (id: string, startedAt: number, other: Partial<RunSummary> = {}): RunSummary => ({
  id,
  name: `Run ${id}`,
  pinned: false,
  status: 'done',
  checkpoint: true,
  startedAt,
  dataset: 'MNIST',
  epochs: 10,
  seed: 0,
  seconds: null,
  models: [],
  ...other,
});
const interrupted = run('b', 2, { status: 'interrupted' });

function memory() {
  const kept = new Map<string, unknown>();
  return {
    keys: () => [...kept.keys()],
    get: (key: string) => kept.get(key) as never,
    update: (key: string, value: unknown) => Promise.resolve(void kept.set(key, value)),
  };
}
const history = (...runs: RunSummary[]) => ({ runs, load: () => Promise.resolve() });

beforeEach(() => {
  vi.resetAllMocks();
});

describe('the run to go on with', () => {
  test('is the newest, however they are listed, where it was interrupted', () => {
    expect(interruptedRun([run('a', 1, { pinned: true }), interrupted])).toBe(interrupted);
  });

  test.each([
    ['there is no run', []],
    ['something has been trained since', [interrupted, run('c', 3)]],
    ['the person stopped it', [{ ...interrupted, status: 'stopped' as const }]],
    ['another window trains it', [{ ...interrupted, elsewhere: true as const }]],
    ['there is no checkpoint', [run('b', 2, { status: 'interrupted', checkpoint: undefined! })]],
  ])('is none where %s', (_why, runs) => {
    expect(interruptedRun(runs)).toBeNull();
  });
});

describe('the offer to go on', () => {
  test('names the run, and goes on with it when that is chosen', async () => {
    vscode.window.showInformationMessage.mockResolvedValue('Continue Run');
    await offerToContinue(history(interrupted), memory());
    expect(vscode.window.showInformationMessage).toHaveBeenCalledWith(
      expect.stringContaining('Run b'),
      'Continue Run',
    );
    expect(vscode.commands.executeCommand).toHaveBeenCalledWith('mnistLab.continueRun', 'b');
  });

  test('does nothing when it is passed over, and is not made again for that run', async () => {
    const remembered = memory();
    await offerToContinue(history(interrupted), remembered);
    await offerToContinue(history(interrupted), remembered);
    expect(vscode.window.showInformationMessage).toHaveBeenCalledTimes(1);
    expect(vscode.commands.executeCommand).not.toHaveBeenCalled();
    await offerToContinue(history({ ...interrupted, id: 'd' }), remembered);
    expect(vscode.window.showInformationMessage).toHaveBeenCalledTimes(2);
  });
});
