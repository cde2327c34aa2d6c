/** What the history takes of the disk, and how one gets it back. */
import { beforeAll, expect, test } from 'vitest';
import { RunStore } from '../../extension/runs/store';
import { sampleRecord } from '../runs/support';
import { Question, runFolders, RunsView } from './support/history';
import { useLab } from './support/lab';

const RUNS = 12;
const lab = useLab({});

beforeAll(async () => {
  const store = new RunStore(lab.server.storage);
  const record = sampleRecord();
  for (let index = 0; index < RUNS; index++) {
    const run = { ...record.state.run, startedAt: Date.UTC(2026, 0, 1 + index) };
    const id = `2026010${String(index).padStart(2, '0')}-000000-0123abcd`;
    await store.save(id, { ...record, state: { ...record.state, run } });
    if (index === 0) await store.pin(id, true);
  }
  await lab.workbench.load();
}, 120_000);

test('the oldest runs that are not pinned go when one asks for space, and the list says what is left', async () => {
  const { workbench, server } = lab;
  await workbench.showView();
  const view = new RunsView(workbench);
  await expect.poll(() => view.count()).toBe(RUNS);
  const size = view.pane.locator('.pane-header .description');
  await expect.poll(() => size.textContent()).toMatch(/^[\d.]+ kB$/);
  const before = parseFloat((await size.textContent())!);
  await workbench.settle();
  await workbench.screenshot('free-space-list');

  await workbench.command('MNIST Lab: Free Space…');
  const question = new Question(workbench);
  await question.box.getByText(/^The older half: 5 runs$/).waitFor();
  await workbench.screenshot('free-space-amounts');
  await question.box.getByText(/^The older half: 5 runs$/).click();
  const dialog = workbench.page.getByRole('dialog').filter({ hasText: 'Delete 5 runs and free' });
  await dialog.waitFor();
  await workbench.screenshot('free-space-question');
  await dialog.getByRole('button', { name: 'Delete' }).click();

  await workbench.page
    .locator('.notification-toast', { hasText: /5 runs were deleted, which frees [\d.]+ kB/ })
    .waitFor();
  await expect.poll(() => view.count()).toBe(RUNS - 5);
  const left = await runFolders(server);
  expect(left).toHaveLength(RUNS - 5);
  expect(left[0]).toContain('202601000-');
  expect(left[1]).toContain('202601006-');
  await expect.poll(async () => parseFloat((await size.textContent())!)).toBeLessThan(before);
}, 120_000);
