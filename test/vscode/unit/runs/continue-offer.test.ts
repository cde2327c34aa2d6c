import { beforeEach, describe, expect, test, vi } from 'vitest';
import { isInMidAir, offerToContinue } from '../../../../extension/vscode/runs/continue-offer';
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
const store = (newest: RunSummary | null) => ({ newest: () => Promise.resolve(newest) });

beforeEach(() => {
  vi.resetAllMocks();
});

describe('the newest run', () => {
  test('can be gone on with where it was interrupted', () => {
    expect(isInMidAir(interrupted)).toBe(true);
  });

  test.each<[string, Partial<RunSummary>]>([
    ['it came to its end', { status: 'done' }],
    ['the person stopped it', { status: 'stopped' }],
    ['another window trains it', { elsewhere: true }],
    ['there is no checkpoint', { checkpoint: undefined! }],
  ])('can not where %s', (_why, change) => {
    expect(isInMidAir({ ...interrupted, ...change })).toBe(false);
  });
});

describe('the offer to go on', () => {
  test('names the run, and goes on with it when that is chosen', async () => {
    vscode.window.showInformationMessage.mockResolvedValue('Continue Run');
    await offerToContinue(store(interrupted), memory());
    expect(vscode.window.showInformationMessage).toHaveBeenCalledWith(
      expect.stringContaining('Run b'),
      'Continue Run',
    );
    expect(vscode.commands.executeCommand).toHaveBeenCalledWith('mnistLab.continueRun', 'b');
  });

  test('is none where there is no run, or the newest one came to its end', async () => {
    await offerToContinue(store(null), memory());
    await offerToContinue(store(run('c', 3)), memory());
    expect(vscode.window.showInformationMessage).not.toHaveBeenCalled();
  });

  test('does nothing when it is passed over, and is not made again for that run', async () => {
    const remembered = memory();
    await offerToContinue(store(interrupted), remembered);
    await offerToContinue(store(interrupted), remembered);
    expect(vscode.window.showInformationMessage).toHaveBeenCalledTimes(1);
    expect(vscode.commands.executeCommand).not.toHaveBeenCalled();
    await offerToContinue(store({ ...interrupted, id: 'd' }), remembered);
    expect(vscode.window.showInformationMessage).toHaveBeenCalledTimes(2);
  });
});
