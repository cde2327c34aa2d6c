import assert from 'node:assert/strict';
import { monitorEventLoopDelay, performance } from 'node:perf_hooks';
import * as vscode from 'vscode';
import { networks } from './networks';
import { history } from './runs';
import { api, configure, extensionId, stop, train, until } from './steps';

/** Each test leaves the settings as it found them. */
export const suite: Readonly<Record<string, () => Promise<void>>> = {
  'the extension sleeps until it is asked for': () => {
    const extension = vscode.extensions.getExtension(extensionId);
    assert.equal(extension?.isActive, false);
    return Promise.resolve();
  },

  'every command of the manifest is registered': async () => {
    await api();
    const known = await vscode.commands.getCommands(true);
    const { contributes } = vscode.extensions.getExtension(extensionId)!.packageJSON as {
      contributes: { commands: { command: string }[] };
    };
    assert.ok(contributes.commands.length > 0);
    for (const { command } of contributes.commands) assert.ok(known.includes(command), command);
  },

  'a run trains and evaluates the networks that the settings choose': async () => {
    await configure({ networks: ['mlp'], epochs: 1 });
    await train();
    const { run } = await until(
      'the run is done',
      ({ training, run }) => !training && run !== null,
    );
    assert.equal(run?.status, 'done');
    assert.deepEqual(Object.keys(run.evaluations), ['mlp']);
    const images = run.evaluations.mlp?.confusion.flat().reduce((sum, count) => sum + count, 0);
    assert.equal(images, 10_000);
    await configure({ networks: undefined, epochs: undefined });
  },

  'the extension host is idle while every core trains': async () => {
    await configure({ epochs: 100 });
    await train();
    await until('batches arrive', ({ run }) => run?.status === 'running' && run.elapsed.length > 3);
    const delay = monitorEventLoopDelay({ resolution: 1 });
    delay.enable();
    const before = performance.eventLoopUtilization();
    await new Promise((resolve) => setTimeout(resolve, 5000));
    delay.disable();
    const p99 = delay.percentile(99) / 1e6;
    console.log(
      `    event-loop delay: p50 ${(delay.percentile(50) / 1e6).toFixed(1)} ms, p99 ${p99.toFixed(1)} ms`,
    );
    // With the panel in sight, which Train opens. A host that trained itself would be busy all the time; how
    // long it takes to answer depends on what else the machine does.
    const { utilization } = performance.eventLoopUtilization(before);
    console.log(`    event-loop utilization: ${(100 * utilization).toFixed(0)} %`);
    assert.ok(utilization < 0.5, `it is busy for ${(100 * utilization).toFixed(0)} % of the time`);
  },

  'a second Train leaves the run in hand alone': async () => {
    const before = await until('it runs', ({ run }) => run?.status === 'running');
    // The state is the extension's own, and goes on while we look.
    const startedAt = before.run?.run.startedAt;
    const batches = before.run?.elapsed.length ?? 0;
    await train();
    const after = await until('it runs on', ({ run }) => (run?.elapsed.length ?? 0) > batches);
    assert.equal(after.run?.run.startedAt, startedAt);
  },

  'Stop ends a run after the batch in hand, and what it had learned stays': async () => {
    const start = Date.now();
    await stop();
    const { run } = await until('it has stopped', ({ training }) => !training);
    console.log(`    stopped after ${Date.now() - start} ms`);
    assert.equal(run?.status, 'stopped');
    assert.ok(run.elapsed.length > 3);
    await configure({ epochs: undefined });
  },

  'a setting that is spoiled by hand is named, and the next run works': async () => {
    await configure({ epochs: 'ten' });
    await train();
    const { error } = await until('it fails', (state) => state.error !== null);
    assert.equal(error?.setting, 'mnistLab.epochs');
    assert.match(error.message, /mnistLab\.epochs is "ten": choose a whole number/);
    await configure({ epochs: 1, networks: ['mlp'] });
    await train();
    const { run } = await until(
      'it is done',
      (state) => state.error === null && !state.training && state.run?.status === 'done',
    );
    assert.equal(run?.status, 'done');
    await configure({ epochs: undefined, networks: undefined });
  },

  'a folder without data ends in a message about the folder': async () => {
    await configure({ data: '/nowhere' });
    await train();
    const { error } = await until('it fails', (state) => state.error !== null && !state.training);
    assert.equal(error?.setting, 'mnistLab.data');
    assert.match(error.message, /nowhere.*is missing/);
    await configure({ data: undefined });
  },

  ...history,
  ...networks,
};
